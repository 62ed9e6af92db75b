namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>A clock that stands still until somebody waits, and then is there at once.</summary>
sealed class HurriedTime(DateTimeOffset start) : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<TimeSpan> _pauses = [];
    DateTimeOffset _now = start;

    /// <summary>What was waited for.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_gate)
            {
                return [.. _pauses];
            }
        }
    }

    /// <summary>Is told of each.</summary>
    public Action<TimeSpan> Waited { get; set; } = _ => { };

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            lock (_gate)
            {
                _now += dueTime;
                _pauses.Add(dueTime);
            }

            Waited(dueTime);
        }

        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
