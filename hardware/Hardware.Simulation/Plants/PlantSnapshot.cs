using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>All meters of the site at one instant.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlantSnapshot(PlantTotals Totals, PlantFlows Flows, Battery Battery)
{
    const long Wh = MeterTruth.MillijoulesPerWh;

    /// <summary>State of charge, whole percent.</summary>
    public long ChargePercent => Battery.CapacityWh == 0 ? 0 : Totals.Stored * 100 / (Battery.CapacityWh * Wh);

    // No meter starts from 0: a reader that mistakes a counter for an energy must be found out.
    public MeterTruth this[PlantMeter meter] => meter switch
    {
        PlantMeter.Pv => new(0, (8_123_456 * Wh) + Totals.Pv, Flows.PvW),
        PlantMeter.Household => new((31_415_926 * Wh) + Totals.Household, 0, -Flows.HouseholdW),
        PlantMeter.Battery => new((1_234_567 * Wh) + Totals.Charged, (1_111_111 * Wh) + Totals.Discharged, Flows.BatteryW),
        PlantMeter.Grid => new((21_000_000 * Wh) + Totals.Bought, (5_000_000 * Wh) + Totals.Sold, Flows.GridW),
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, "not a meter of the site"),
    };
}
