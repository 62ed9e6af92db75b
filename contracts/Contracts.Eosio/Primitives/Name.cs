namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An EOSIO name: up to 12 characters of <c>.12345a-z</c>, a 13th of <c>.12345a-j</c>, held as 64 bits.</summary>
public readonly record struct Name(ulong Value) : IComparable<Name>
{
    const string Alphabet = ".12345abcdefghijklmnopqrstuvwxyz";

    public bool IsEmpty => Value == 0;

    /// <exception cref="EosioFormatException">Not a name.</exception>
    public static Name Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var name)
            ? name
            : throw new EosioFormatException(
                $"'{text}' is not an EOSIO name: at most 12 characters of a-z, 1-5 and '.', a 13th up to 'j', no '.' at the end.");
    }

    public static bool TryParse(string? text, out Name name)
    {
        name = default;
        if (text is null || text.Length > 13 || text.EndsWith('.'))
        {
            return false;
        }

        ulong value = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (digit < 0 || (i == 12 && digit > 15))
            {
                return false;
            }

            value |= i < 12 ? (ulong)digit << (64 - (5 * (i + 1))) : (ulong)digit;
        }

        name = new(value);
        return true;
    }

    public static bool operator <(Name a, Name b) => a.Value < b.Value;

    public static bool operator >(Name a, Name b) => a.Value > b.Value;

    public static bool operator <=(Name a, Name b) => a.Value <= b.Value;

    public static bool operator >=(Name a, Name b) => a.Value >= b.Value;

    public int CompareTo(Name other) => Value.CompareTo(other.Value);

    public override string ToString()
    {
        Span<char> text = stackalloc char[13];
        for (var i = 0; i < 12; i++)
        {
            text[i] = Alphabet[(int)(Value >> (64 - (5 * (i + 1)))) & 0x1f];
        }

        text[12] = Alphabet[(int)(Value & 0x0f)];
        return text.TrimEnd('.').ToString();
    }
}
