using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>A battery that takes the site's surplus and covers its need, as far as it can.</summary>
/// <param name="CapacityWh">What it can give when full.</param>
/// <param name="MaxW">Most it takes or gives.</param>
/// <param name="EfficiencyPercent">What of a charge is stored.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Battery(long CapacityWh, long MaxW, int EfficiencyPercent)
{
    const long Minute = 60_000;

    long CapacityMillijoules => CapacityWh * MeterTruth.MillijoulesPerWh;

    /// <summary>The power it keeps for a minute: positive gives, negative takes. It is chosen so that the minute ends neither above full nor below empty.</summary>
    /// <param name="storedMillijoules">What it can give when the minute begins.</param>
    /// <param name="surplusW">Production less consumption of the site.</param>
    public long PowerFor(long storedMillijoules, long surplusW) => surplusW >= 0
        ? -Math.Min(Math.Min(surplusW, MaxW), (CapacityMillijoules - storedMillijoules) * 100 / EfficiencyPercent / Minute)
        : Math.Min(Math.Min(-surplusW, MaxW), storedMillijoules / Minute);

    public long StoredAfter(long storedMillijoules, long powerW, long milliseconds) => powerW < 0
        ? storedMillijoules + (-powerW * milliseconds * EfficiencyPercent / 100)
        : storedMillijoules - (powerW * milliseconds);
}
