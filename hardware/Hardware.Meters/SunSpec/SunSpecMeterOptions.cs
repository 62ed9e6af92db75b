namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>What of a SunSpec device is read.</summary>
public sealed record SunSpecMeterOptions
{
    /// <summary>Its meter (models 201 to 204, 211 to 214) or its inverter (101 to 103, 111 to 113, 701). Default: the meter.</summary>
    public SunSpecRole Role { get; init; } = SunSpecRole.Meter;

    /// <summary>The model itself, for example 203, whatever the role.</summary>
    public ushort? Model { get; init; }

    /// <summary>Which one, if there are several: 1 is the first. Default 1.</summary>
    public int Instance { get; init; } = 1;

    /// <summary>The serial number that the device itself shows (model 1). If given, a device with another one is not read.</summary>
    public string? DeviceSerial { get; init; }

    /// <summary>The meter is mounted the other way round: import and export are exchanged and power changes its sign.</summary>
    public bool Inverted { get; init; }

    /// <summary>Most registers in one request. Default 125.</summary>
    public int MaxRegisters { get; init; } = 125;
}
