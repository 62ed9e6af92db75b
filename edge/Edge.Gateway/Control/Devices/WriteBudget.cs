namespace LocalEnergyMarket.Edge.Gateway.Control.Devices;

/// <summary>How many changes may still be written to a device: a number a minute, of real time that nobody sets.</summary>
public sealed class WriteBudget(int perMinute, TimeProvider real)
{
    readonly Queue<long> _written = [];

    /// <returns>False if there were too many in the last minute; the change waits.</returns>
    public bool TryTake()
    {
        while (_written.TryPeek(out var oldest) && real.GetElapsedTime(oldest) >= TimeSpan.FromMinutes(1))
        {
            _written.Dequeue();
        }

        if (_written.Count >= perMinute)
        {
            return false;
        }

        _written.Enqueue(real.GetTimestamp());
        return true;
    }
}
