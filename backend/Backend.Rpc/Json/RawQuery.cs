using System.Text;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>
/// A query string whose values are bytes: a binary or compressed message may be percent-encoded in it, which is no text
/// (application/x-www-form-urlencoded, WHATWG URL, section 5.1).
/// </summary>
sealed class RawQuery
{
    readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public RawQuery(string query)
    {
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (part[..at], part[(at + 1)..]) : (part, "");
            _values.TryAdd(Encoding.UTF8.GetString(Decode(name)), Decode(value));
        }
    }

    /// <summary>The first value of this name.</summary>
    public byte[]? Bytes(string name) => _values.GetValueOrDefault(name);

    public string? Text(string name) => Bytes(name) is { } value ? Encoding.UTF8.GetString(value) : null;

    static byte[] Decode(string text)
    {
        var source = Encoding.UTF8.GetBytes(text);
        var decoded = new List<byte>(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '%' && i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                decoded.Add(Convert.FromHexString(Encoding.ASCII.GetString(source, i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                decoded.Add(source[i] == '+' ? (byte)' ' : source[i]);
            }
        }

        return [.. decoded];
    }
}
