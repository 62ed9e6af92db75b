using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>Registers holding one number or text: value = raw × scale, in the unit.</summary>
public sealed record DeviceQuantity
{
    /// <summary>Small letters, digits and underscores, for example <c>energy_active_import</c> or <c>voltage_l1</c>.</summary>
    public required string Name { get; init; }

    public required ModbusFunction Function { get; init; }

    /// <summary>Address on the wire, from 0.</summary>
    public required ushort Address { get; init; }

    public required RawType Raw { get; init; }

    /// <summary>How many registers a text takes. Numbers have theirs by their type.</summary>
    public int Length { get; init; }

    /// <summary>Which register comes first if there are several. Bytes in a register are always big-endian; texts always begin with their first register.</summary>
    public WordOrder Words { get; init; }

    public MeterUnit Unit { get; init; }

    /// <summary>Negative where the device's sign is the opposite of its siblings'. Default 1.</summary>
    public decimal Scale { get; set; } = 1;

    /// <summary>Raw bit patterns, in hex, that mean "not available". A floating-point NaN always does.</summary>
    public IReadOnlyList<string> NotAvailable { get; set; } = [];

    /// <summary>The device may refuse the address on some variants; the quantity is then missing, and the rest still counts.</summary>
    public bool Optional { get; init; }

    /// <summary>Somebody may set it to zero at the device: never the base of a value.</summary>
    public bool Resettable { get; init; }

    /// <summary>What there is to doubt; it is shown when a meter is put into service.</summary>
    public Doubt Doubt { get; init; }

    /// <summary>Where this is written.</summary>
    public required string Source { get; init; }

    /// <summary>How many registers it takes.</summary>
    [JsonIgnore]
    public int Registers => Raw == RawType.Text ? Length : Raw.Registers;
}
