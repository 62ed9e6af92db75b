using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>
/// A type of device as data: where its values are, what they mean, and what to mind. One JSON file each; field names as here, in camelCase, and described
/// in <c>device.schema.json</c> beside the files. Properties with a default other than zero have setters because generated deserialisation
/// overwrites the default of an init-only one.
/// </summary>
public sealed record DeviceType
{
    /// <summary>For editors alone: where the schema is.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>The name used in configuration: small letters, digits and dashes, the same as the file's.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Who makes it.</summary>
    public string Maker { get; set; } = "";

    /// <summary>The Modbus unit id it has when it leaves the factory, or where it usually answers.</summary>
    public required byte Unit { get; init; }

    /// <summary>Its usual TCP port, or its gateway's.</summary>
    public int Port { get; set; } = 502;

    /// <summary>What its serial line is set to when it leaves the factory, if it has one and that is known.</summary>
    public DeviceLine? Line { get; init; }

    /// <summary>Most registers it answers in one request. Default 125, the protocol's limit.</summary>
    public int MaxRegisters { get; set; } = 125;

    /// <summary>How many registers nobody asked for may lie between two values read in one request. Default 0: many devices refuse unassigned addresses.</summary>
    public int MaxGap { get; init; }

    /// <summary>Milliseconds it needs between two requests. Default 0.</summary>
    public int PauseMs { get; init; }

    /// <summary>It serves one client at a time: who connects shuts another out.</summary>
    public bool OneMaster { get; init; }

    /// <summary>Whoever set the device up may have exchanged the order of its registers; configuration then says so.</summary>
    public bool WordOrderSwitchable { get; init; }

    /// <summary>The device keeps its counters only every so many seconds: after a power cut they go back by what was counted since. Default 0: it keeps them always.</summary>
    public int CountersKeptEverySeconds { get; init; }

    /// <summary>Everything that is known to be there. A read never ends inside one of them.</summary>
    public required IReadOnlyList<DeviceQuantity> Quantities { get; init; }

    /// <summary>What is polled, journalled and billed: our registers, made from the quantities.</summary>
    public required IReadOnlyList<DeviceValue> Values { get; init; }

    /// <summary>What tells the device from others of its kind, and its type from other types.</summary>
    public DeviceIdentity? Identity { get; init; }

    /// <summary>What can be set. Empty for meters.</summary>
    public IReadOnlyList<DeviceControl> Controls { get; set; } = [];

    /// <summary>What the technician and the next reader of this file should know.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>The quantity of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; <see cref="DeviceCatalogue"/> loads no such device type.</exception>
    public DeviceQuantity Quantity(string name) =>
        Quantities.FirstOrDefault(q => string.Equals(q.Name, name, StringComparison.Ordinal)) ?? throw new KeyNotFoundException($"{Type} has no quantity '{name}'.");

    /// <summary>The same device with the other order of words set, as its owner may have done.</summary>
    public DeviceType WithWords(WordOrder words) => this with { Quantities = [.. Quantities.Select(q => q.Registers > 1 && q.Raw != RawType.Text ? q with { Words = words } : q)] };
}

/// <summary>A serial line's setting.</summary>
public sealed record DeviceLine
{
    public int BaudRate { get; set; } = 9600;

    public LineParity Parity { get; init; }

    public int StopBits { get; set; } = 1;
}

[JsonConverter(typeof(JsonStringEnumConverter<LineParity>))]
public enum LineParity
{
    None,
    Even,
    Odd,
}

/// <summary>One of our registers: the sum of its terms.</summary>
public sealed record DeviceValue
{
    public required MeterRegister Register { get; init; }

    /// <summary>What it means if the device says "not available": nothing is known, or the device rests and the value is 0 (then of quality derived).</summary>
    public NotAvailableMeaning NotAvailableMeans { get; init; }

    public required IReadOnlyList<DeviceTerm> Terms { get; init; }
}

/// <summary>A quantity as part of a value.</summary>
public sealed record DeviceTerm
{
    /// <summary>Name of one of the device's quantities, in Wh, kWh, W or kW as the register demands.</summary>
    public required string Quantity { get; init; }

    /// <summary>1, or -1 where the device's sign is the opposite of ours (positive power is export or production) or the quantity is to be subtracted.</summary>
    public int Factor { get; set; } = 1;
}

[JsonConverter(typeof(JsonStringEnumConverter<NotAvailableMeaning>))]
public enum NotAvailableMeaning
{
    Missing,
    Zero,
}
