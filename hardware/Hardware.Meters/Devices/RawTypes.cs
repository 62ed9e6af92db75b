using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

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
    /// <summary>ASCII or UTF-8, filled up with NUL or spaces.</summary>
    Text,
}

[JsonConverter(typeof(JsonStringEnumConverter<WordOrder>))]
public enum WordOrder
{
    /// <summary>Most significant register first.</summary>
    Big,
    /// <summary>Least significant register first.</summary>
    Little,
}

/// <summary>What there is to doubt about a fact in a device file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Doubt>))]
public enum Doubt
{
    None = 0,
    /// <summary>Only one source names it: compare with the device's display.</summary>
    SingleSource,
    /// <summary>Sources disagree on which direction it counts: compare with the device's display while energy flows one way.</summary>
    DirectionDisputed,
}

public static class RawTypes
{
    extension(RawType type)
    {
        /// <summary>How many registers a number of the type takes; 0 for texts.</summary>
        public int Registers => type switch
        {
            RawType.UInt16 or RawType.Int16 => 1,
            RawType.UInt32 or RawType.Int32 or RawType.Float32 => 2,
            RawType.UInt64 or RawType.Int64 or RawType.Float64 => 4,
            _ => 0,
        };
    }
}
