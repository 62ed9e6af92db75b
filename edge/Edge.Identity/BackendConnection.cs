using Grpc.Core;
using Grpc.Net.Client;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>
/// One gRPC channel over TLS to a backend. Each has a connection of its own, so that the server's certificate it remembers is the one
/// its stream runs over.
/// </summary>
public sealed class BackendConnection : IDisposable
{
    readonly GrpcChannel _channel;
    byte[]? _endPoint;

    BackendConnection(Uri backend, PinnedAuthority authority)
    {
        Backend = backend;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A link that died without a word is noticed within half a minute.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    _endPoint = certificate is null ? null : SignedHello.EndPoint(certificate);
                    return authority.Accepts(certificate, chain, errors);
                },
            },
        };
        _channel = GrpcChannel.ForAddress(backend, new() { HttpHandler = handler, DisposeHttpClient = true });
        Client = new(_channel);
    }

    public Uri Backend { get; }

    public BoxService.BoxServiceClient Client { get; }

    /// <summary>tls-server-end-point of the server's certificate (RFC 5929), known once the server has answered.</summary>
    public ReadOnlyMemory<byte> EndPoint => _endPoint ?? throw new InvalidOperationException("The server's certificate is known after its first answer.");

    public static BackendConnection Open(Uri backend, PinnedAuthority authority) => new(backend, authority);

    /// <summary>What went wrong, in one line for people.</summary>
    public static string Explain(RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var cause = failure.Status.DebugException;
        while (cause?.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause is null ? $"{failure.StatusCode}: {failure.Status.Detail}" : $"{failure.StatusCode}: {cause.Message}";
    }

    public void Dispose() => _channel.Dispose();
}
