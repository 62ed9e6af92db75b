namespace LocalEnergyMarket.Hardware.Simulation.Tests;

sealed class FixedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 6, 21, 11, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
