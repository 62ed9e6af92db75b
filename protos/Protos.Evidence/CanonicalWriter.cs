using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>Writes strings and integers as RFC 8785 sections 3.2.2.2 and 3.2.2.3 want them.</summary>
static class CanonicalWriter
{
    const int LongestInteger = 20;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    public static void Integer(IBufferWriter<byte> output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(LongestInteger), out var written);
        output.Advance(written);
    }

    public static void Text(IBufferWriter<byte> output, ReadOnlySpan<char> value)
    {
        output.Write("\""u8);
        for (var rest = value; ;)
        {
            var at = rest.IndexOfAny(Escaped);
            Strict.GetBytes(at < 0 ? rest : rest[..at], output);
            if (at < 0)
            {
                break;
            }

            Escape(output, rest[at]);
            rest = rest[(at + 1)..];
        }

        output.Write("\""u8);
    }

    static void Escape(IBufferWriter<byte> output, char c)
    {
        switch (c)
        {
            case '"': output.Write("\\\""u8); break;
            case '\\': output.Write("\\\\"u8); break;
            case '\b': output.Write("\\b"u8); break;
            case '\t': output.Write("\\t"u8); break;
            case '\n': output.Write("\\n"u8); break;
            case '\f': output.Write("\\f"u8); break;
            case '\r': output.Write("\\r"u8); break;
            default:
                output.Write("\\u00"u8);
                output.Write([HexDigit(c >> 4), HexDigit(c & 15)]);
                break;
        }
    }

    static byte HexDigit(int value) => "0123456789abcdef"u8[value];
}
