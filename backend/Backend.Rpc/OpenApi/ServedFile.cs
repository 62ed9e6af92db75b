using System.Security.Cryptography;
using LocalEnergyMarket.Backend.Rpc.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>A file that is in memory, with what HTTP needs to not send it twice.</summary>
sealed class ServedFile(string contentType, byte[] content)
{
    // Swagger UI sets styles of its elements from its script; everything else comes from this server or not at all.
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    readonly EntityTagHeaderValue _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
    readonly Lazy<ReadOnlyMemory<byte>> _zipped = new(() => Framing.Zip(content));

    public async Task SendAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        response.GetTypedHeaders().ETag = _tag;
        if (request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(_tag, useStrongComparison: false) || known.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = contentType;
        ReadOnlyMemory<byte> body = content;
        if (ConnectCall.TakesGzip(request))
        {
            response.Headers.ContentEncoding = "gzip";
            body = _zipped.Value;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
