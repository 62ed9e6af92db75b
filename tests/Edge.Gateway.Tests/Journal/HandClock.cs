namespace LocalEnergyMarket.Edge.Gateway.Tests.Journal;

/// <summary>Both clocks stand until they are moved; the wall's can be set.</summary>
sealed class HandClock : TimeProvider
{
    DateTimeOffset _wall = SomeReadings.Noon;
    TimeSpan _passed = TimeSpan.FromDays(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public override DateTimeOffset GetUtcNow() => _wall;

    public void Pass(TimeSpan time) => (_wall, _passed) = (_wall + time, _passed + time);

    public void Set(TimeSpan by) => _wall += by;
}
