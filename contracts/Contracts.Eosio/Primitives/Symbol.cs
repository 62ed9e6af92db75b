using System.Globalization;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>1 to 7 letters A-Z, the first in the lowest byte.</summary>
public readonly record struct SymbolCode(ulong Value)
{
    /// <exception cref="EosioFormatException">Not 1 to 7 letters A-Z.</exception>
    public static SymbolCode Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > 7 || text.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
        {
            throw new EosioFormatException($"'{text}' is not a symbol code: 1 to 7 letters A-Z expected.");
        }

        ulong value = 0;
        for (var i = 0; i < text.Length; i++)
        {
            value |= (ulong)text[i] << (8 * i);
        }

        return new(value);
    }

    /// <exception cref="EosioFormatException">The value is not made of 1 to 7 letters A-Z.</exception>
    public override string ToString()
    {
        Span<char> text = stackalloc char[8];
        var length = 0;
        for (var rest = Value; rest != 0; rest >>= 8)
        {
            text[length++] = (char)(rest & 0xff);
        }

        return length is > 0 and <= 7 && !text[..length].ContainsAnyExceptInRange('A', 'Z')
            ? text[..length].ToString()
            : throw new EosioFormatException($"0x{Value:x16} is not a symbol code: 1 to 7 letters A-Z expected.");
    }
}

/// <summary>A symbol code with the number of decimals (0 to 18), as text <c>4,EUR</c>; packed, the precision is the lowest byte.</summary>
public readonly record struct Symbol(ulong Value)
{
    public const int MaxPrecision = 18;

    public Symbol(byte precision, SymbolCode code)
        : this((code.Value << 8) | precision)
    {
    }

    public byte Precision => (byte)Value;

    public SymbolCode Code => new(Value >> 8);

    /// <exception cref="EosioFormatException">Not a symbol.</exception>
    public static Symbol Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && byte.TryParse(text.AsSpan(0, comma), NumberStyles.None, CultureInfo.InvariantCulture, out var precision) && precision <= MaxPrecision
            ? new(precision, SymbolCode.Parse(text[(comma + 1)..]))
            : throw new EosioFormatException($"'{text}' is not a symbol: precision (0 to 18), comma, code expected, as in 4,EUR.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Precision},{Code}");
}
