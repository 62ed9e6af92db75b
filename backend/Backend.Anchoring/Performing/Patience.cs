namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>Queues that the node did not serve: each is tried again later and later, and holds up no other.</summary>
sealed class Patience(TimeProvider time)
{
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    readonly Dictionary<string, (int Times, long Since, string Reason)> _unserved = new(StringComparer.Ordinal);

    /// <summary>Why each queue waits, in one sentence.</summary>
    public IReadOnlyDictionary<string, string> Reasons =>
        _unserved.OrderBy(queue => queue.Key, StringComparer.Ordinal).ToDictionary(queue => queue.Key, queue => queue.Value.Reason, StringComparer.Ordinal);

    public bool IsOver(string queue) => !_unserved.TryGetValue(queue, out var last)
        || time.GetElapsedTime(last.Since) >= TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks << Math.Min(last.Times, 10)));

    public void Unserved(string queue, string reason) =>
        _unserved[queue] = (_unserved.TryGetValue(queue, out var last) ? last.Times + 1 : 0, time.GetTimestamp(), reason);

    public void Served(string queue) => _unserved.Remove(queue);

    /// <summary>Forgets queues that have nothing open any more.</summary>
    public void Keep(IReadOnlyCollection<string> queues)
    {
        foreach (var gone in _unserved.Keys.Except(queues, StringComparer.Ordinal).ToList())
        {
            _unserved.Remove(gone);
        }
    }
}
