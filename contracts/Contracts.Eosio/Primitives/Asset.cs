using System.Globalization;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An amount in the smallest unit of its symbol, as text <c>12.3456 EUR</c>.</summary>
public readonly record struct Asset(long Amount, Symbol Symbol)
{
    /// <exception cref="EosioFormatException">Not an asset, or larger than 64 bits.</exception>
    public static Asset Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 1)
        {
            throw NotAnAsset(text);
        }

        var number = text.AsSpan(0, space);
        var point = number.IndexOf('.');
        var decimals = point < 0 ? 0 : number.Length - point - 1;
        if (point == number.Length - 1 || decimals > Symbol.MaxPrecision)
        {
            throw NotAnAsset(text);
        }

        var digits = point < 0 ? number.ToString() : string.Concat(number[..point], number[(point + 1)..]);
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)
            ? new(amount, new((byte)decimals, SymbolCode.Parse(text[(space + 1)..])))
            : throw NotAnAsset(text);
    }

    public override string ToString()
    {
        int precision = Symbol.Precision;
        var digits = Int128.Abs(Amount).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        var number = precision == 0 ? digits : $"{digits[..^precision]}.{digits[^precision..]}";
        return $"{(Amount < 0 ? "-" : "")}{number} {Symbol.Code}";
    }

    static EosioFormatException NotAnAsset(string text) => new($"'{text}' is not an asset: a decimal number, a space, a symbol code expected, as in 12.3456 EUR.");
}
