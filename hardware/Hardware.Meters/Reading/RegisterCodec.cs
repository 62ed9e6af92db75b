using System.Globalization;
using System.Text;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>Between registers and the numbers and texts in them. Numbers are exact; only what is a floating-point number in the device goes through one.</summary>
public static class RegisterCodec
{
    /// <summary>The bits of a number of 1 to 4 registers.</summary>
    public static ulong Bits(WordOrder words, ReadOnlySpan<ushort> registers)
    {
        var bits = 0UL;
        for (var i = 0; i < registers.Length; i++)
        {
            bits = (bits << 16) | registers[words == WordOrder.Big ? i : registers.Length - 1 - i];
        }

        return bits;
    }

    /// <summary>The registers that hold a number's bits.</summary>
    public static ushort[] Registers(RawType raw, WordOrder words, ulong bits)
    {
        var registers = new ushort[raw.Registers];
        for (var i = 0; i < registers.Length; i++)
        {
            registers[words == WordOrder.Big ? registers.Length - 1 - i : i] = (ushort)(bits >> (16 * i));
        }

        return registers;
    }

    /// <summary>The number that bits mean; null for a NaN, an infinity, or a number beyond 10¹⁸, which no meter shows.</summary>
    public static decimal? Number(RawType raw, ulong bits) => raw switch
    {
        RawType.UInt16 or RawType.UInt32 or RawType.UInt64 => bits,
        RawType.Int16 => (short)bits,
        RawType.Int32 => (int)bits,
        RawType.Int64 => (long)bits,
        RawType.Float32 => Exact(BitConverter.UInt32BitsToSingle((uint)bits)),
        RawType.Float64 => Exact(BitConverter.UInt64BitsToDouble(bits)),
        _ => null,
    };

    /// <summary>The bits nearest to a number; integers are cut.</summary>
    /// <exception cref="OverflowException">The type is too small for it.</exception>
    public static ulong Bits(RawType raw, decimal number) => raw switch
    {
        RawType.Float32 => BitConverter.SingleToUInt32Bits((float)number),
        RawType.Float64 => BitConverter.DoubleToUInt64Bits((double)number),
        RawType.UInt16 => decimal.ToUInt16(decimal.Floor(number)),
        RawType.UInt32 => decimal.ToUInt32(decimal.Floor(number)),
        RawType.UInt64 => decimal.ToUInt64(decimal.Floor(number)),
        RawType.Int16 => unchecked((ushort)decimal.ToInt16(decimal.Floor(number))),
        RawType.Int32 => unchecked((uint)decimal.ToInt32(decimal.Floor(number))),
        _ => unchecked((ulong)decimal.ToInt64(decimal.Floor(number))),
    };

    /// <summary>The smallest step of the type at the number that bits mean.</summary>
    public static decimal Step(RawType raw, ulong bits)
    {
        switch (raw)
        {
            case RawType.Float32:
                var single = MathF.Abs(BitConverter.UInt32BitsToSingle((uint)bits));
                return Exact(MathF.BitIncrement(single) - (double)single) ?? 0;
            case RawType.Float64:
                var @double = Math.Abs(BitConverter.UInt64BitsToDouble(bits));
                return Exact(Math.BitIncrement(@double) - @double) ?? 0;
            default:
                return 1;
        }
    }

    /// <summary>The text in registers, without what fills it up; null if there is none or it is not printable.</summary>
    public static string? Text(ReadOnlySpan<ushort> registers)
    {
        Span<byte> bytes = stackalloc byte[registers.Length * 2];
        for (var i = 0; i < registers.Length; i++)
        {
            (bytes[2 * i], bytes[(2 * i) + 1]) = ((byte)(registers[i] >> 8), (byte)registers[i]);
        }

        var end = bytes.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
        return text.Length == 0 || text.Any(c => char.IsControl(c) || c == '\uFFFD') ? null : text;
    }

    /// <summary>The registers that hold a text, filled up with NUL.</summary>
    public static ushort[] Registers(string text, int length)
    {
        var bytes = new byte[length * 2];
        Encoding.UTF8.GetBytes(text).AsSpan(0, Math.Min(Encoding.UTF8.GetByteCount(text), bytes.Length)).CopyTo(bytes);
        return [.. Enumerable.Range(0, length).Select(i => (ushort)((bytes[2 * i] << 8) | bytes[(2 * i) + 1]))];
    }

    /// <summary>A pattern of a device file, in hex, as bits.</summary>
    public static ulong Pattern(string hex) => ulong.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    // The conversion of the framework keeps 15 digits of the whole; counters need theirs before the point all, so both sides convert apart.
    static decimal? Exact(double value) =>
        Math.Abs(value) < 1e18 ? (decimal)(long)value + (decimal)(value - Math.Truncate(value)) : null;
}
