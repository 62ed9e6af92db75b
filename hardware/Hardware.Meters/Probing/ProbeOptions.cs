using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>What is looked for, and where on a line.</summary>
public sealed record ProbeOptions
{
    /// <summary>Where devices answer when nobody changed it: most at 1, SMA's at 2, 3 and 126 (SunSpec), KOSTAL's at 71, some at 247 or 255.</summary>
    public static IReadOnlyList<byte> UsualUnits { get; } = [1, 2, 3, 71, 126, 247, 255];

    /// <summary>The unit ids to ask, in this order. Default <see cref="UsualUnits"/>.</summary>
    public IReadOnlyList<byte> Units { get; init; } = UsualUnits;

    /// <summary>The device types that are compared. Default all that are shipped.</summary>
    public IReadOnlyList<DeviceType> Types { get; init; } = [.. DeviceCatalogue.Shipped.Select(DeviceCatalogue.Find)];

    /// <summary>Guesses below this score are not told. Default 20.</summary>
    public int LeastScore { get; init; } = 20;
}
