using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>The meters of the site.</summary>
public enum PlantMeter
{
    /// <summary>At the PV inverter: exports what the sun gives.</summary>
    Pv,
    /// <summary>At the household: imports what it consumes.</summary>
    Household,
    /// <summary>At the battery: imports charge, exports discharge.</summary>
    Battery,
    /// <summary>At the connection to the grid: the sum of the three.</summary>
    Grid,
}

/// <summary>What a meter without any error would show at an instant.</summary>
/// <param name="ImportMillijoules">Drawn or consumed at the meter since it was new, milliwatt-seconds.</param>
/// <param name="ExportMillijoules">Fed in or produced at the meter since it was new, milliwatt-seconds.</param>
/// <param name="PowerW">Positive is export or production at the meter.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MeterTruth(long ImportMillijoules, long ExportMillijoules, long PowerW)
{
    public const long MillijoulesPerWh = 3_600_000;

    /// <summary>The import counter in whole Wh, cut.</summary>
    public long ImportWh => ImportMillijoules / MillijoulesPerWh;

    /// <summary>The export counter in whole Wh, cut.</summary>
    public long ExportWh => ExportMillijoules / MillijoulesPerWh;
}
