using System.Text;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>A request without a body: its line and the headers that matter here (RFC 9112).</summary>
/// <param name="Path">Without query, as sent.</param>
sealed record LocalRequest(string Method, string Path, string Query, string Host, string Language, string Authorization)
{
    /// <summary>Line and headers together.</summary>
    public const int MostBytes = 8192;

    /// <summary>Reads up to the empty line.</summary>
    /// <returns>Null if the other end closed without one.</returns>
    /// <exception cref="LocalRequestException">It is none, or more than is taken.</exception>
    public static async Task<LocalRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes];
        for (var length = 0; ;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return length == 0 ? null : throw new LocalRequestException(400, "The request ends in its middle.");
            }

            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                return Parse(Encoding.Latin1.GetString(buffer, 0, end));
            }

            if (length == buffer.Length)
            {
                throw new LocalRequestException(431, "The request is too long.");
            }
        }
    }

    static LocalRequest Parse(string text)
    {
        var lines = text.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"] || target is not ['/', ..])
        {
            throw new LocalRequestException(400, "This is no request of HTTP/1.1.");
        }

        var headers = lines.Skip(1).Select(Header).ToLookup(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase);
        if (headers["host"].Count() != 1)
        {
            throw new LocalRequestException(400, "A request names one host.");
        }

        if (headers["transfer-encoding"].Any() || headers["content-length"].Any(l => l != "0"))
        {
            throw new LocalRequestException(413, "A request has no body here.");
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return new(
            method, query < 0 ? target : target[..query], query < 0 ? "" : target[(query + 1)..],
            headers["host"].Single(), headers["accept-language"].FirstOrDefault() ?? "", headers["authorization"].FirstOrDefault() ?? "");
    }

    static (string Name, string Value) Header(string line) => line.Split(':', 2) is [var name, var value] && name.Length > 0 && !name.Any(char.IsWhiteSpace)
        ? (name, value.Trim())
        : throw new LocalRequestException(400, "A header is malformed.");
}

/// <summary>A request is not served; the message is for who made it.</summary>
sealed class LocalRequestException(int status, string message) : Exception(message)
{
    public int Status => status;
}
