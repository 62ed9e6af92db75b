using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>The powers of one minute, W.</summary>
/// <param name="BatteryW">Positive gives, negative takes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlantFlows(long PvW, long HouseholdW, long BatteryW)
{
    /// <summary>Positive is fed into the grid.</summary>
    public long GridW => PvW - HouseholdW + BatteryW;
}

/// <summary>Everything that has flowed since the plant was put into service, and what the battery holds; milliwatt-seconds.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlantTotals(long Pv, long Household, long Charged, long Discharged, long Bought, long Sold, long Stored)
{
    public PlantTotals After(PlantFlows flows, long milliseconds, Battery battery) => new(
        Pv + (flows.PvW * milliseconds),
        Household + (flows.HouseholdW * milliseconds),
        Charged + (Math.Max(-flows.BatteryW, 0) * milliseconds),
        Discharged + (Math.Max(flows.BatteryW, 0) * milliseconds),
        Bought + (Math.Max(-flows.GridW, 0) * milliseconds),
        Sold + (Math.Max(flows.GridW, 0) * milliseconds),
        battery.StoredAfter(Stored, flows.BatteryW, milliseconds));
}
