using System.Text;

namespace LocalEnergyMarket.Contracts.WebAssembly.Decoding;

/// <summary>Reads the binary format's primitives (WebAssembly 1.0, section 5.2) between two offsets of a module.</summary>
sealed class WasmReader(byte[] bytes, int position, int end)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public int Position { get; private set; } = position;

    public int End { get; } = end;

    public bool AtEnd => Position == End;

    public byte Byte() => Position < End ? bytes[Position++] : throw Invalid("the module ends too early");

    public uint U32() => (uint)Unsigned(32);

    public int I32() => (int)Signed(32);

    public long I64() => Signed(64);

    /// <summary>A count that must not exceed a limit.</summary>
    public int Count(int maximum, string what, WasmRefusal refusal = WasmRefusal.OverLimit)
    {
        var value = U32();
        return value <= (uint)maximum ? (int)value : throw Refused($"{value} {what}, at most {maximum} are allowed", refusal);
    }

    public byte[] Bytes()
    {
        var length = Length();
        Position += length;
        return bytes[(Position - length)..Position];
    }

    public string Name()
    {
        var start = Position;
        try
        {
            return StrictUtf8.GetString(Bytes());
        }
        catch (DecoderFallbackException)
        {
            throw new WasmException($"at byte {start}: a name is not valid UTF-8");
        }
    }

    /// <summary>A reader over the next bytes, whose number is read first; this reader moves behind them.</summary>
    public WasmReader Part()
    {
        var length = Length();
        Position += length;
        return new(bytes, Position - length, Position);
    }

    public WasmException Invalid(string what) => Refused(what, WasmRefusal.Invalid);

    public WasmException NotOffered(string what) => Refused(what, WasmRefusal.NotOffered);

    public WasmException OverLimit(string what) => Refused(what, WasmRefusal.OverLimit);

    WasmException Refused(string what, WasmRefusal refusal) => new($"at byte {Position}: {what}", refusal);

    int Length()
    {
        var length = U32();
        return length <= (uint)(End - Position) ? (int)length : throw Invalid($"{length} bytes are announced, {End - Position} are left");
    }

    ulong Unsigned(int bits)
    {
        var result = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            if (shift + 7 > bits && next >> (bits - shift) != 0)
            {
                throw Invalid($"an integer does not fit {bits} bits");
            }

            result |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return result;
            }
        }
    }

    long Signed(int bits)
    {
        var result = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            if (shift + 7 >= bits)
            {
                // In the last byte everything above the sign bit repeats it, and nothing follows.
                var unused = (sbyte)(next << 1) >> (bits - shift);
                if ((next & 0x80) != 0 || (unused != 0 && unused != -1))
                {
                    throw Invalid($"an integer does not fit {bits} bits");
                }
            }

            result |= (long)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                var used = Math.Min(shift + 7, 64);
                return result << (64 - used) >> (64 - used);
            }
        }
    }
}
