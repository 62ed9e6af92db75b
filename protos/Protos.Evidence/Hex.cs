using System.Buffers;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>Bytes as lower-case hexadecimal digits: the one form in which a document is the same text for the same bytes.</summary>
static class Hex
{
    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <exception cref="FormatException">The text is not that many bytes in lower-case hexadecimal digits.</exception>
    public static byte[] Parse(string text, int size)
    {
        if (text.Length != size * 2 || text.AsSpan().ContainsAnyExcept(Digits))
        {
            throw new FormatException($"'{(text.Length > 80 ? text[..80] + "…" : text)}' is not {size} bytes as {size * 2} lower-case hexadecimal digits.");
        }

        return Convert.FromHexString(text);
    }
}
