using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>The powers of one minute, W.</summary>
/// <param name="BatteryW">Positive gives, negative takes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlantFlows(long PvW, long HouseholdW, long BatteryW)
{
    // A household loads its phases unevenly; inverters feed all three alike.
    const int HouseholdL1 = 520;
    const int HouseholdL2 = 290;

    /// <summary>Positive is fed into the grid.</summary>
    public long GridW => PvW - HouseholdW + BatteryW;

    public Phases PvPhases => Phases.Split(PvW);

    public Phases HouseholdPhases => Phases.Split(HouseholdW, HouseholdL1, HouseholdL2);

    public Phases BatteryPhases => Phases.Split(BatteryW);

    /// <summary>On one phase the site may feed in what it draws on another.</summary>
    public Phases GridPhases => PvPhases - HouseholdPhases + BatteryPhases;
}

/// <summary>Everything that has flowed since the plant was put into service, and what the battery holds; milliwatt-seconds.</summary>
/// <param name="Bought">As a meter counts that adds the phases up before it counts.</param>
/// <param name="Sold">Likewise.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlantTotals(long Pv, long Household, long Charged, long Discharged, long Bought, long Sold, long Stored)
{
    public PhaseTotals Phases { get; init; }

    public PlantTotals After(PlantFlows flows, long milliseconds, Battery battery) => new(
        Pv + (flows.PvW * milliseconds),
        Household + (flows.HouseholdW * milliseconds),
        Charged + (Math.Max(-flows.BatteryW, 0) * milliseconds),
        Discharged + (Math.Max(flows.BatteryW, 0) * milliseconds),
        Bought + (Math.Max(-flows.GridW, 0) * milliseconds),
        Sold + (Math.Max(flows.GridW, 0) * milliseconds),
        battery.StoredAfter(Stored, flows.BatteryW, milliseconds))
    {
        Phases = Phases.After(flows, milliseconds),
    };
}

/// <summary>The same by phase, milliwatt-seconds.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PhaseTotals(Phases Pv, Phases Household, Phases Charged, Phases Discharged, Phases Bought, Phases Sold)
{
    public PhaseTotals After(PlantFlows flows, long milliseconds)
    {
        var (battery, grid) = (flows.BatteryPhases, flows.GridPhases);
        return new(
            Pv + (flows.PvPhases * milliseconds),
            Household + (flows.HouseholdPhases * milliseconds),
            Charged + ((-battery).Positive() * milliseconds),
            Discharged + (battery.Positive() * milliseconds),
            Bought + ((-grid).Positive() * milliseconds),
            Sold + (grid.Positive() * milliseconds));
    }
}
