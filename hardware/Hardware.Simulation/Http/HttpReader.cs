using System.Globalization;
using System.Text;

namespace LocalEnergyMarket.Hardware.Simulation.Http;

/// <summary>Requests from a stream, one after the other (RFC 9112, without chunks).</summary>
sealed class HttpReader(Stream stream)
{
    const int MostHeadBytes = 16_384;
    const int MostBodyBytes = 65_536;

    readonly byte[] _buffer = new byte[MostHeadBytes];
    int _filled;

    /// <summary>The next request; null when the client has closed.</summary>
    /// <exception cref="InvalidDataException">It is no HTTP, or too long.</exception>
    public async Task<HttpCall?> NextAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_filled == _buffer.Length)
            {
                throw new InvalidDataException("The head of the request is too long.");
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            _filled += read;
        }

        var lines = Encoding.ASCII.GetString(_buffer, 0, end).Split("\r\n");
        Consume(end + 4);
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"])
        {
            throw new InvalidDataException("The request is no HTTP.");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[colon < 0 ? line : line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new(method, target.Split('?')[0], headers, await BodyAsync(headers, cancellationToken));
    }

    async Task<byte[]> BodyAsync(Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (!headers.TryGetValue("Content-Length", out var text))
        {
            return [];
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > MostBodyBytes)
        {
            throw new InvalidDataException("The body of the request is too long.");
        }

        var body = new byte[length];
        var held = Math.Min(length, _filled);
        _buffer.AsSpan(0, held).CopyTo(body);
        Consume(held);
        await stream.ReadExactlyAsync(body.AsMemory(held), cancellationToken);
        return body;
    }

    void Consume(int count)
    {
        _buffer.AsSpan(count, _filled - count).CopyTo(_buffer);
        _filled -= count;
    }
}
