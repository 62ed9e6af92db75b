using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>The request that gRPC sees: the same caller, path and metadata, in its own form.</summary>
sealed class InnerRequest : HttpRequestFeature, IRequestBodyPipeFeature
{
    // What belongs to the outer form; gRPC's own headers would be about a frame that the caller does not see.
    static readonly HashSet<string> Outer = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ContentType, HeaderNames.AcceptEncoding, HeaderNames.TransferEncoding,
        HeaderNames.Connection, HeaderNames.TE, HeaderNames.KeepAlive, HeaderNames.Upgrade, HeaderNames.Expect,
    };

    readonly Func<CancellationToken, Task<ReadOnlyMemory<byte>>> _message;

    /// <param name="outer">The request as it came.</param>
    /// <param name="timeout">As gRPC writes it, or null.</param>
    /// <param name="message">Reads the message, in binary.</param>
    public InnerRequest(IHttpRequestFeature outer, string? timeout, Func<CancellationToken, Task<ReadOnlyMemory<byte>>> message)
    {
        _message = message;
        (Protocol, Scheme, Method) = ("HTTP/2", outer.Scheme, HttpMethods.Post);
        (PathBase, Path, QueryString, RawTarget) = (outer.PathBase, outer.Path, "", outer.Path);
        foreach (var (name, values) in outer.Headers)
        {
            if (!Outer.Contains(name) && !name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("connect-", StringComparison.OrdinalIgnoreCase))
            {
                Headers[name] = values;
            }
        }

        Headers.ContentType = "application/grpc";
        Headers.TE = "trailers";
        if (timeout is not null)
        {
            Headers["grpc-timeout"] = timeout;
        }
    }

    public PipeReader Reader { get; private set; } = PipeReader.Create(ReadOnlySequence<byte>.Empty);

    /// <summary>Reads the message; before, the body is empty.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        var framed = Framing.Frame((await _message(cancellation)).Span);
        Body = new MemoryStream(framed);
        Reader = PipeReader.Create(new ReadOnlySequence<byte>(framed));
    }
}
