namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>A clock that stands still until it is moved; it can be set, and what has passed is another thing.</summary>
sealed class SteppedTime : TimeProvider
{
    long _passed;
    DateTimeOffset _now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _passed;

    public void Pass(TimeSpan time)
    {
        _passed += time.Ticks;
        _now += time;
    }

    /// <summary>Somebody sets the clock; no time passes.</summary>
    public void Set(DateTimeOffset now) => _now = now;
}
