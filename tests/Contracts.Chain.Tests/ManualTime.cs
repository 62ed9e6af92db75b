namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>A clock that stands still until it is moved.</summary>
sealed class ManualTime : TimeProvider
{
    DateTimeOffset _now = new(2026, 11, 22, 8, 0, 0, 100, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
