namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>What is special about one meter, whatever its type.</summary>
public sealed record ModbusMeterOptions
{
    /// <summary>The serial number that the device itself shows. If given, a device with another one is not read. Has no effect on types that do not show theirs.</summary>
    public string? DeviceSerial { get; init; }

    /// <summary>The meter, or its current transformers, are mounted the other way round: import and export are exchanged and power changes its sign.</summary>
    public bool Inverted { get; init; }
}
