using System.Buffers.Text;
using System.Globalization;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>A request in Connect's unary form, as far as its headers and its address say; the message is read when the call may go on.</summary>
/// <param name="Timeout">As gRPC writes it; null if the caller waits as long as it takes.</param>
/// <param name="Zipped">Whether the caller takes an answer in gzip.</param>
/// <param name="Body">What the message stands in: bytes of the address, or the request's body.</param>
/// <param name="Unzip">Whether the message is in gzip.</param>
sealed record ConnectCall(MessageForm Form, string? Timeout, bool Zipped, Stream Body, bool Unzip)
{
    const string Gzip = "gzip";

    /// <exception cref="NoCallException">It is none; the error says why.</exception>
    public static ConnectCall Of(HttpRequest request, int limit)
    {
        var timeout = TimeoutOf(request.Headers["Connect-Timeout-Ms"].ToString());
        var (form, body, coding) = HttpMethods.IsGet(request.Method) ? FromQuery(request) : FromBody(request, limit);
        return coding.ToLowerInvariant() is "" or "identity" or Gzip
            ? new(form, timeout, TakesGzip(request), body, coding.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            : throw new NoCallException(new(StatusCode.Unimplemented, $"The compression '{coding}' is not known; known are gzip and identity."));
    }

    /// <returns>The message in binary.</returns>
    /// <exception cref="NoCallException">It is none, or larger than the limit.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(MessageDescriptor type, int limit, CancellationToken cancellation)
    {
        var body = await Framing.ReadAsync(Body, limit, cancellation);
        return Form.Read(type, Unzip ? await Framing.UnzipAsync(body, limit, cancellation) : body);
    }

    public static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0);

    /// <summary>The form that a content type names; null for everything else, gRPC's own included.</summary>
    public static MessageForm? FormOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
            ? MessageForm.Find(type.SubType.ToString())
            : null;

    static (MessageForm Form, Stream Body, string Coding) FromBody(HttpRequest request, int limit)
    {
        if (request.Headers["Connect-Protocol-Version"] is { Count: > 0 } version && version != "1")
        {
            throw new NoCallException(new(StatusCode.InvalidArgument, $"Connect-Protocol-Version is '{version}'; the one that is known is 1."));
        }

        if (request.ContentLength > limit)
        {
            throw Framing.TooLarge(limit);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = null; // The limit here is the one that all forms of a call have.
        }

        return (FormOf(request.ContentType)!, request.Body, request.Headers.ContentEncoding.ToString());
    }

    static (MessageForm Form, Stream Body, string Coding) FromQuery(HttpRequest request)
    {
        var query = new RawQuery(request.QueryString.Value ?? "");
        if (query.Text("connect") is { } version and not "v1")
        {
            throw new NoCallException(new(StatusCode.InvalidArgument, $"connect is '{version}'; the one that is known is v1."));
        }

        var encoding = query.Text("encoding") ?? throw new NoCallException(new(
            StatusCode.InvalidArgument, "A GET needs the message in the address: ?encoding=json&message={}, percent-encoded."));
        var form = MessageForm.Find(encoding) ?? throw new NoCallException(new(
            StatusCodes.Status415UnsupportedMediaType, StatusCode.Unimplemented, $"encoding is '{encoding}'; known are json and proto."));
        var message = query.Bytes("message") ?? throw new NoCallException(new(StatusCode.InvalidArgument, "The parameter message is missing."));
        return (form, new MemoryStream(query.Text("base64") == "1" ? Base64(message) : message), query.Text("compression") ?? "");
    }

    static byte[] Base64(byte[] text)
    {
        try
        {
            return Base64Url.DecodeFromUtf8(text);
        }
        catch (FormatException)
        {
            throw new NoCallException(new(StatusCode.InvalidArgument, "The parameter message is no base64 of the URL-safe alphabet, as base64=1 says."));
        }
    }

    static string? TimeoutOf(string milliseconds)
    {
        if (milliseconds.Length == 0)
        {
            return null;
        }

        if (milliseconds.Length > 10 || !milliseconds.All(char.IsAsciiDigit))
        {
            throw new NoCallException(new(StatusCode.InvalidArgument, $"Connect-Timeout-Ms is '{milliseconds}'; it is milliseconds, at most 10 digits."));
        }

        var value = long.Parse(milliseconds, CultureInfo.InvariantCulture);
        if (value == 0)
        {
            throw new NoCallException(new(StatusCode.DeadlineExceeded, "The time that the caller gave the call was over when it came."));
        }

        // gRPC's form has 8 digits at most.
        return value < 100_000_000 ? $"{value}m" : $"{(value + 999) / 1000}S";
    }
}
