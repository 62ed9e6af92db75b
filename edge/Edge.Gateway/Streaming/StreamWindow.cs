namespace LocalEnergyMarket.Edge.Gateway.Streaming;

/// <summary>Which batches of a stream are on their way: a few may be sent before the first is answered.</summary>
public sealed class StreamWindow(ulong acknowledged, int size)
{
    readonly SortedSet<ulong> _inFlight = [];
    readonly Lock _lock = new();

    /// <summary>The last batch sent on this stream, or the last the backend had at its start.</summary>
    public ulong LastSent { get; private set; } = acknowledged;

    public int Free
    {
        get
        {
            lock (_lock)
            {
                return size - _inFlight.Count;
            }
        }
    }

    public void Sent(ulong sequence)
    {
        lock (_lock)
        {
            _inFlight.Add(sequence);
            LastSent = sequence;
        }
    }

    /// <summary>An acknowledgement answers all batches up to it.</summary>
    public void Acknowledged(ulong sequence)
    {
        lock (_lock)
        {
            _inFlight.RemoveWhere(s => s <= sequence);
        }
    }

    public void Refused(ulong sequence)
    {
        lock (_lock)
        {
            _inFlight.Remove(sequence);
        }
    }
}
