using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>
/// Something that can be set at the device by writing registers: raw = value ÷ scale, in the unit. What a type does not name cannot be written.
/// </summary>
public sealed record DeviceControl
{
    public required ControlKind Kind { get; init; }

    /// <summary>6 (one register) or 16 (several).</summary>
    public required ModbusFunction Function { get; init; }

    /// <summary>Address on the wire, from 0.</summary>
    public required ushort Address { get; init; }

    public required RawType Raw { get; init; }

    public WordOrder Words { get; init; }

    /// <summary>W, kW, or percent of what the plant can do.</summary>
    public required MeterUnit Unit { get; init; }

    /// <summary>Default 1.</summary>
    public decimal Scale { get; set; } = 1;

    /// <summary>Smallest value the device takes, in the unit. Default 0.</summary>
    public decimal Min { get; init; }

    /// <summary>Largest value the device takes, in the unit; none if left out.</summary>
    public decimal? Max { get; init; }

    /// <summary>What to write, in the unit, when nothing is limited any more; needed unless there is a switch.</summary>
    public decimal? Release { get; init; }

    /// <summary>If given, the device obeys the value only while this register says so.</summary>
    public ControlSwitch? Switch { get; init; }

    /// <summary>If given, a register for the seconds after which the device lets go by itself. Written before the value.</summary>
    public ushort? RevertSecondsAddress { get; init; }

    /// <summary>If not 0, the device lets go unless the value is written again within so many seconds.</summary>
    public int RefreshSeconds { get; init; }

    /// <summary>For percent: what 100 % is, W, if the type knows it; configuration says it otherwise.</summary>
    public long? RatedW { get; init; }

    /// <summary>Where this is written.</summary>
    public required string Source { get; init; }
}

/// <summary>A register that turns a control on and off.</summary>
public sealed record ControlSwitch
{
    public required ushort Address { get; init; }

    public ushort On { get; set; } = 1;

    public ushort Off { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ControlKind>))]
public enum ControlKind
{
    None = 0,
    /// <summary>Most active power the device may produce.</summary>
    ProductionLimit,
    /// <summary>Most active power the device may draw.</summary>
    ConsumptionLimit,
    /// <summary>The active power the device shall have; positive is production.</summary>
    ActivePower,
}
