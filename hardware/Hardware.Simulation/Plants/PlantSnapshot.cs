using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>All meters of the site at one instant.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlantSnapshot(PlantTotals Totals, PlantFlows Flows, Battery Battery)
{
    const long Wh = MeterTruth.MillijoulesPerWh;

    // A household's motors and lamps: a fifth of its active power besides, inductive.
    const int ReactiveDivisor = 5;

    public GridState Grid { get; init; }

    /// <summary>State of charge, whole percent.</summary>
    public long ChargePercent => Battery.CapacityWh == 0 ? 0 : Totals.Stored * 100 / (Battery.CapacityWh * Wh);

    // No meter starts from 0: a reader that mistakes a counter for an energy must be found out.
    public MeterTruth this[PlantMeter meter] => meter switch
    {
        PlantMeter.Pv => Truth(0, 8_123_456, default, Totals.Pv, Flows.PvW, default, Totals.Phases.Pv, Flows.PvPhases, default),
        PlantMeter.Household => Truth(31_415_926, 0, Totals.Household, default, -Flows.HouseholdW, Totals.Phases.Household, default, -Flows.HouseholdPhases, Reactive),
        PlantMeter.Battery => Truth(
            1_234_567, 1_111_111, Totals.Charged, Totals.Discharged, Flows.BatteryW, Totals.Phases.Charged, Totals.Phases.Discharged, Flows.BatteryPhases, default),
        PlantMeter.Grid => Truth(21_000_000, 5_000_000, Totals.Bought, Totals.Sold, Flows.GridW, Totals.Phases.Bought, Totals.Phases.Sold, Flows.GridPhases, Reactive),
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, "not a meter of the site"),
    };

    Phases Reactive => new(-Flows.HouseholdPhases.L1 / ReactiveDivisor, -Flows.HouseholdPhases.L2 / ReactiveDivisor, -Flows.HouseholdPhases.L3 / ReactiveDivisor);

    MeterTruth Truth(
        long firstImportWh, long firstExportWh, long import, long export, long power, Phases importPhases, Phases exportPhases, Phases powerPhases, Phases reactive) =>
        new((firstImportWh * Wh) + import, (firstExportWh * Wh) + export, power)
        {
            Phases = new(
                Phases.Split(firstImportWh * Wh) + importPhases, Phases.Split(firstExportWh * Wh) + exportPhases, powerPhases, reactive, Grid.Millivolt(Flows.GridPhases), Grid.Millihertz),
        };
}
