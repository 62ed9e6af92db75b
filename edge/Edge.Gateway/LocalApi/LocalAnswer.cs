using System.Globalization;
using System.Text;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>An answer, whole.</summary>
/// <param name="Extra">Further headers, each with its line end.</param>
sealed record LocalAnswer(int Status, string ContentType, byte[] Body, string Extra = "")
{
    /// <summary>
    /// Nothing may be loaded, embedded, kept or read by other pages: a page in some browser that knows the box's address gets nothing out of it.
    /// </summary>
    const string Security = """
        Cache-Control: no-store
        Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        Cross-Origin-Opener-Policy: same-origin
        Cross-Origin-Resource-Policy: same-origin
        Referrer-Policy: no-referrer
        X-Content-Type-Options: nosniff
        X-Frame-Options: DENY
        """;

    static readonly string SecurityLines = Security.ReplaceLineEndings("\r\n") + "\r\n";

    public static LocalAnswer Text(int status, string text, string extra = "") => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text + "\n"), extra);

    public async Task WriteAsync(Stream stream, bool withBody, CancellationToken cancellationToken)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {Status} {Phrase(Status)}\r\nDate: {DateTimeOffset.UtcNow:R}\r\nConnection: close\r\nContent-Type: {ContentType}\r\nContent-Length: {Body.Length}\r\n{SecurityLines}{Extra}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        if (withBody)
        {
            await stream.WriteAsync(Body, cancellationToken);
        }

        await stream.FlushAsync(cancellationToken);
    }

    static string Phrase(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        421 => "Misdirected Request",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Error",
    };
}
