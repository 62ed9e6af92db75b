using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>Which quantities say what the device is. Each is the name of a quantity, which is then not among the details.</summary>
public sealed record DeviceIdentity
{
    /// <summary>The serial number, so that an exchanged meter is noticed.</summary>
    public string? Serial { get; init; }

    public string? Model { get; init; }

    public string? Firmware { get; init; }

    /// <summary>What must hold.</summary>
    public IReadOnlyList<DeviceCheck> Checks { get; set; } = [];
}

/// <summary>A quantity that must lie within bounds, or begin with one of some texts.</summary>
public sealed record DeviceCheck
{
    public required string Quantity { get; init; }

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    public IReadOnlyList<string> BeginsWith { get; set; } = [];

    /// <summary>What it means if it does not hold: another type of device, or one that has to be set up.</summary>
    public CheckTells Tells { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Otherwise { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<CheckTells>))]
public enum CheckTells
{
    Type,
    Setting,
}
