using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>SunSpec's types of points (SunSpec Device Information Model Specification 1.1, section 4.2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SunSpecType>))]
[SuppressMessage("Naming", "CA1720", Justification = "The types of points are what these names say.")]
public enum SunSpecType
{
    None = 0,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float32,
    /// <summary>Counts up and starts anew from 0.</summary>
    Acc32,
    Acc64,
    /// <summary>A power of ten, -10 to 10.</summary>
    SunSsf,
    Enum16,
    Bitfield16,
    Bitfield32,
    String,
    Pad,
}

static class SunSpecTypes
{
    extension(SunSpecType type)
    {
        /// <summary>How many registers; 0 for strings.</summary>
        public int Registers => type == SunSpecType.Pad ? 1 : type.Number.Registers;

        /// <summary>How the bits are a number.</summary>
        public RawType Number => type switch
        {
            SunSpecType.UInt16 or SunSpecType.Enum16 or SunSpecType.Bitfield16 => RawType.UInt16,
            SunSpecType.Int16 or SunSpecType.SunSsf => RawType.Int16,
            SunSpecType.UInt32 or SunSpecType.Acc32 or SunSpecType.Bitfield32 => RawType.UInt32,
            SunSpecType.Int32 => RawType.Int32,
            SunSpecType.UInt64 or SunSpecType.Acc64 => RawType.UInt64,
            SunSpecType.Int64 => RawType.Int64,
            SunSpecType.Float32 => RawType.Float32,
            _ => RawType.None,
        };

        /// <summary>
        /// The bits say "not implemented". Counters: 0 says so by the specification unless the point is mandatory; some devices (KOSTAL's) show 80000000 instead.
        /// A NaN is none of these: it is no number at all.
        /// </summary>
        public bool IsNotImplemented(ulong bits, bool mandatory) => type switch
        {
            SunSpecType.Int16 or SunSpecType.SunSsf => bits == 0x8000,
            SunSpecType.UInt16 or SunSpecType.Enum16 or SunSpecType.Bitfield16 => bits == 0xFFFF,
            SunSpecType.Int32 => bits == 0x8000_0000,
            SunSpecType.UInt32 or SunSpecType.Bitfield32 => bits == 0xFFFF_FFFF,
            SunSpecType.Acc32 => bits is 0x8000_0000 or 0xFFFF_FFFF || (bits == 0 && !mandatory),
            SunSpecType.Int64 => bits == 0x8000_0000_0000_0000,
            SunSpecType.UInt64 => bits == ulong.MaxValue,
            SunSpecType.Acc64 => bits is 0x8000_0000_0000_0000 or ulong.MaxValue || (bits == 0 && !mandatory),
            _ => false,
        };
    }
}
