using System.Globalization;
using System.Text;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>The characters that an element's text stands for.</summary>
static class XmlText
{
    /// <summary>
    /// Resolves references, and puts U+FFFD where a character is neither allowed in XML 1.0 (section 2.2) nor written as a reference: real exports
    /// hold raw control characters and lone surrogates, and one of them must not cost a record. U+0000 goes in any case: PostgreSQL cannot hold it.
    /// </summary>
    /// <param name="raw">As it stands in the file.</param>
    /// <param name="references">Whether <c>&amp;…;</c> is a reference; not so in CDATA.</param>
    /// <param name="replaced">Grows by the number of characters replaced.</param>
    public static string Decode(ReadOnlySpan<char> raw, bool references, ref long replaced)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (c == '&' && references && Reference(raw[i..], out var length, out var rune))
            {
                text.Append(rune.ToString());
                i += length - 1;
            }
            else if (char.IsHighSurrogate(c) && i + 1 < raw.Length && char.IsLowSurrogate(raw[i + 1]))
            {
                text.Append(c).Append(raw[++i]);
            }
            else if (char.IsSurrogate(c) || (c < ' ' && c is not ('\t' or '\n' or '\r')) || c is '\uFFFE' or '\uFFFF')
            {
                text.Append('\uFFFD');
                replaced++;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    /// <summary>An ampersand that begins no reference stands for itself.</summary>
    static bool Reference(ReadOnlySpan<char> raw, out int length, out Rune rune)
    {
        length = raw[..Math.Min(raw.Length, 12)].IndexOf(';') + 1;
        rune = Rune.ReplacementChar;
        if (length < 3)
        {
            return false;
        }

        var name = raw[1..(length - 1)];
        if (name[0] == '#')
        {
            var hexadecimal = name.Length > 1 && name[1] is 'x' or 'X';
            var digits = hexadecimal ? name[2..] : name[1..];
            if (!int.TryParse(digits, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            rune = value != 0 && Rune.IsValid(value) ? new(value) : Rune.ReplacementChar;
            return true;
        }

        rune = name switch
        {
            "lt" => new('<'),
            "gt" => new('>'),
            "amp" => new('&'),
            "quot" => new('"'),
            "apos" => new('\''),
            _ => default,
        };
        return rune != default;
    }
}
