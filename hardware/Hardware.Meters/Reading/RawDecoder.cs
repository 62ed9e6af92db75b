using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>From registers to numbers.</summary>
static class RawDecoder
{
    /// <summary>Scaled to Wh or W; null if the device says it has no value.</summary>
    public static decimal? Decode(DeviceTerm term, ReadOnlySpan<ushort> registers)
    {
        var bits = 0UL;
        for (var i = 0; i < registers.Length; i++)
        {
            bits = (bits << 16) | registers[term.Words == WordOrder.Big ? i : registers.Length - 1 - i];
        }

        foreach (var pattern in term.NotAvailable)
        {
            if (bits == ulong.Parse(pattern, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            {
                return null;
            }
        }

        var raw = term.Raw switch
        {
            RawType.UInt16 or RawType.UInt32 or RawType.UInt64 => (decimal?)bits,
            RawType.Int16 => (short)bits,
            RawType.Int32 => (int)bits,
            RawType.Int64 => (long)bits,
            RawType.Float32 => Exact(BitConverter.UInt32BitsToSingle((uint)bits)),
            RawType.Float64 => Exact(BitConverter.UInt64BitsToDouble(bits)),
            _ => null,
        };
        var thousand = term.Unit is MeterUnit.KWh or MeterUnit.KW ? 1000 : 1;
        return raw * term.Scale * thousand;
    }

    // The conversion of the framework keeps 15 digits of the whole; counters need theirs before the point all, so both sides convert apart.
    static decimal? Exact(double value) =>
        Math.Abs(value) < 1e18 ? (decimal)(long)value + (decimal)(value - Math.Truncate(value)) : null;
}
