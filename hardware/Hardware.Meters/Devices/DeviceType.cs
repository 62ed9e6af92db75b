using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>
/// A type of meter as data: where its values are and what they mean. One JSON file each; field names as here, in camelCase. Properties
/// with a default other than zero have setters because generated deserialisation overwrites the default of an init-only one.
/// </summary>
public sealed record DeviceType
{
    /// <summary>The name used in configuration: small letters, digits and dashes, the same as the file's.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The Modbus unit id it has when it leaves the factory, or where it usually answers.</summary>
    public required byte Unit { get; init; }

    /// <summary>Its usual TCP port, or its gateway's.</summary>
    public int Port { get; set; } = 502;

    /// <summary>Most registers it answers in one request. Default 125, the protocol's limit.</summary>
    public int MaxRegisters { get; set; } = 125;

    /// <summary>How many registers nobody asked for may lie between two values read in one request. Default 0: many devices refuse unassigned addresses.</summary>
    public int MaxGap { get; init; }

    /// <summary>Milliseconds it needs between two requests. Default 0.</summary>
    public int PauseMs { get; init; }

    public required IReadOnlyList<DeviceValue> Values { get; init; }

    /// <summary>What the technician and the next reader of this file should know.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];
}

/// <summary>One of the quantities: the sum of its terms.</summary>
public sealed record DeviceValue
{
    public required MeterRegister Register { get; init; }

    /// <summary>The device may refuse the address or lack the value on some variants; the value is then missing, and the rest still counts.</summary>
    public bool Optional { get; init; }

    /// <summary>What it means if the device says "not available": nothing is known, or the device rests and the value is 0 (then of quality derived).</summary>
    public NotAvailableMeaning NotAvailableMeans { get; init; }

    public required IReadOnlyList<DeviceTerm> Terms { get; init; }
}

/// <summary>Registers holding one number: value = raw × scale, in the unit.</summary>
public sealed record DeviceTerm
{
    public required ModbusFunction Function { get; init; }

    /// <summary>Address on the wire, from 0.</summary>
    public required ushort Address { get; init; }

    public required RawType Raw { get; init; }

    /// <summary>Which register comes first if there are several. Bytes in a register are always big-endian.</summary>
    public WordOrder Words { get; init; }

    public required MeterUnit Unit { get; init; }

    /// <summary>Negative where the device's sign is the opposite of ours.</summary>
    public required decimal Scale { get; init; }

    /// <summary>Raw bit patterns, in hex, that mean "not available". A floating-point NaN always does.</summary>
    public IReadOnlyList<string> NotAvailable { get; set; } = [];

    /// <summary>Where this is written.</summary>
    public required string Source { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<RawType>))]
[SuppressMessage("Naming", "CA1720", Justification = "The types of registers are what these names say.")]
public enum RawType
{
    None = 0,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float32,
    Float64,
}

[JsonConverter(typeof(JsonStringEnumConverter<WordOrder>))]
public enum WordOrder
{
    /// <summary>Most significant register first.</summary>
    Big,
    /// <summary>Least significant register first.</summary>
    Little,
}

[JsonConverter(typeof(JsonStringEnumConverter<MeterUnit>))]
public enum MeterUnit
{
    None = 0,
    Wh,
    KWh,
    W,
    KW,
}

[JsonConverter(typeof(JsonStringEnumConverter<NotAvailableMeaning>))]
public enum NotAvailableMeaning
{
    Missing,
    Zero,
}
