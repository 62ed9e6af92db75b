using System.Globalization;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>Writes the answer to a call in Connect's unary form.</summary>
static class ConnectAnswer
{
    const int WorthZipping = 1 << 10;

    static readonly HashSet<string> OfGrpc = new(StringComparer.OrdinalIgnoreCase)
    {
        "grpc-status", "grpc-message", "grpc-status-details-bin", "grpc-encoding", "grpc-accept-encoding",
        HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.Trailer, HeaderNames.Date, HeaderNames.Server,
    };

    public static async Task WriteAsync(HttpResponse response, InnerResponse inner, ConnectCall call, MethodDescriptor method, CancellationToken cancellation)
    {
        var onlyTrailers = inner.Headers.ContainsKey("grpc-status");
        Copy(inner.Headers, response.Headers, "");
        Copy(inner.Trailers, response.Headers, "Trailer-");

        if (ErrorOf(inner, onlyTrailers ? inner.Headers : inner.Trailers) is { } error)
        {
            await RefuseAsync(response, error, cancellation);
            return;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.ContentType = call.Form.ContentType;
        response.Headers.Append(HeaderNames.Vary, "Accept-Encoding");
        var body = call.Form.Write(method.OutputType, Framing.Message(inner.Content));
        if (call.Zipped && body.Length >= WorthZipping)
        {
            body = Framing.Zip(body);
            response.Headers.ContentEncoding = "gzip";
        }

        await SendAsync(response, body, cancellation);
    }

    public static async Task RefuseAsync(HttpResponse response, ConnectError error, CancellationToken cancellation)
    {
        response.StatusCode = error.HttpStatus;
        response.Headers.ContentType = MessageForm.Json.ContentType;
        if (error.Code == StatusCode.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = "Bearer"; // RFC 9110, section 11.6.1: every 401 has it.
        }

        if (error.RetrySeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await SendAsync(response, ConnectErrorBody.Of(error), cancellation);
    }

    static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentLength = body.Length;
        if (StringValues.IsNullOrEmpty(headers.CacheControl))
        {
            headers.CacheControl = "no-store"; // What a caller may see depends on the caller, and on the minute.
        }

        await response.Body.WriteAsync(body, cancellation);
    }

    static ConnectError? ErrorOf(InnerResponse inner, IHeaderDictionary status)
    {
        if (!int.TryParse(status["grpc-status"], CultureInfo.InvariantCulture, out var code))
        {
            return new(ConnectCodes.OfHttpStatus(inner.StatusCode), "The call was not answered.");
        }

        return code == (int)StatusCode.OK
            ? null
            : ConnectError.OfStatus((StatusCode)code, Uri.UnescapeDataString(status["grpc-message"].ToString()), status["grpc-status-details-bin"].ToString());
    }

    static void Copy(IHeaderDictionary from, IHeaderDictionary to, string prefix)
    {
        foreach (var (name, values) in from)
        {
            if (!OfGrpc.Contains(name))
            {
                to.Append(prefix + name, values);
            }
        }
    }
}
