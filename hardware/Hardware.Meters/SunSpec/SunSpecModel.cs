using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>
/// A layout of registers by SunSpec, and what of it is ours. One JSON file each. Offsets count from the model's own ID register, which is 0; L is 1.
/// </summary>
public sealed record SunSpecModel
{
    /// <summary>For editors alone: where the schema is.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>The models that have this layout.</summary>
    public required IReadOnlyList<ushort> Models { get; init; }

    public required string Name { get; init; }

    public required SunSpecRole Role { get; init; }

    /// <summary>The lengths (L) it is known with. A device with another one is read as far as it goes.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>In the order of their offsets.</summary>
    public required IReadOnlyList<SunSpecPoint> Points { get; init; }

    /// <summary>Our registers.</summary>
    public IReadOnlyList<SunSpecValue> Values { get; set; } = [];

    public SunSpecIdentity? Identity { get; init; }

    public IReadOnlyList<SunSpecControl> Controls { get; set; } = [];

    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>Where the layout is written.</summary>
    public required string Source { get; init; }

    public SunSpecPoint? Find(string point) => Points.FirstOrDefault(p => string.Equals(p.Name, point, StringComparison.Ordinal));
}

[JsonConverter(typeof(JsonStringEnumConverter<SunSpecRole>))]
public enum SunSpecRole
{
    None = 0,
    /// <summary>Who the device is.</summary>
    Common,
    Inverter,
    Meter,
    /// <summary>What the device can do.</summary>
    Rating,
    /// <summary>What can be set.</summary>
    Control,
}

public sealed record SunSpecPoint
{
    public required string Name { get; init; }

    public required int Offset { get; init; }

    public required SunSpecType Raw { get; init; }

    /// <summary>Registers of a string.</summary>
    public int Length { get; init; }

    public MeterUnit Unit { get; init; }

    /// <summary>The point with the power of ten the value is multiplied with; the device decides it.</summary>
    public string? ScaleFactor { get; init; }

    /// <summary>Every device has it: a counter of 0 is then 0 and not "not implemented".</summary>
    public bool Mandatory { get; init; }

    [JsonIgnore]
    public int Registers => Raw == SunSpecType.String ? Length : Raw.Registers;
}

public sealed record SunSpecValue
{
    public required MeterRegister Register { get; init; }

    public required string Point { get; init; }

    /// <summary>-1 where SunSpec's sign is the opposite of ours.</summary>
    public int Factor { get; set; } = 1;

    public NotAvailableMeaning NotAvailableMeans { get; init; }
}

/// <summary>Points with texts that say who the device is.</summary>
public sealed record SunSpecIdentity
{
    public required string Maker { get; init; }

    public required string Model { get; init; }

    public required string Serial { get; init; }

    public required string Firmware { get; init; }
}

/// <summary>A point that can be written. See <see cref="DeviceControl"/>.</summary>
public sealed record SunSpecControl
{
    public required ControlKind Kind { get; init; }

    public required string Point { get; init; }

    public required string ScaleFactor { get; init; }

    public required MeterUnit Unit { get; init; }

    /// <summary>The point that turns it on (1) and off (0).</summary>
    public required string Switch { get; init; }

    public string? RevertSeconds { get; init; }

    /// <summary>Where 100 % is written, as model/point; the first that the device has counts.</summary>
    public IReadOnlyList<string> Ratings { get; set; } = [];
}
