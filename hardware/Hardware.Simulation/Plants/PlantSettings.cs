using LocalEnergyMarket.Hardware.Simulation.Profiles;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>What stands at the site and what drives it.</summary>
public sealed record PlantSettings
{
    /// <summary>The day, UTC, on which the plant was put into service: its meters show their first counters then, the battery is half full.</summary>
    public DateOnly Since { get; init; } = new(2026, 1, 1);

    /// <summary>Of the grid's small restlessness: voltage and frequency. The other profiles have seeds of their own.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What the sun gives.</summary>
    public IPowerProfile Sun { get; init; } = new SyntheticSun(seed: 1, peakW: 10_000);

    /// <summary>What the household consumes.</summary>
    public IPowerProfile Household { get; init; } = new SyntheticHousehold(seed: 1);

    public Battery Battery { get; init; } = new(CapacityWh: 10_000, MaxW: 5_000, EfficiencyPercent: 95);
}
