using Grpc.Net.Client;
using LocalEnergyMarket.Client.Retrying;
using LocalEnergyMarket.Client.Trust;

namespace LocalEnergyMarket.Client.Connecting;

/// <summary>The channel: gRPC's client over HTTP/2 over TLS, to whichever address serves.</summary>
static class Transport
{
    public static GrpcChannel Open(LemOptions options)
    {
        var start = options.Order == AddressOrder.Random ? Random.Shared.Next(options.Addresses.Count) : 0;
        var addresses = new AddressBook(options.Addresses, start, new(options.FirstPause, options.LongestPause), options.Time);
        var token = options.TokenSource ?? (options.Token is { } fixedToken ? _ => ValueTask.FromResult(fixedToken) : null);
        var handler = new FailoverHandler(new HttpMessageInvoker(Sockets(options)), addresses, token, options.Retry.LongestPause);
        return GrpcChannel.ForAddress(options.Addresses[0], new()
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            ServiceConfig = RetryRules.ServiceConfig(options.Retry),
            MaxRetryAttempts = options.Retry.Attempts,
            MaxReceiveMessageSize = options.LargestAnswer,
            LoggerFactory = options.LoggerFactory,
        });
    }

    static SocketsHttpHandler Sockets(LemOptions options) => new()
    {
        UseProxy = options.Proxy is not null,
        Proxy = options.Proxy is { } proxy ? ProxyAddress.ToWebProxy(proxy) : null,
        UseCookies = false,
        AllowAutoRedirect = false,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = options.ConnectTimeout,
        KeepAlivePingDelay = options.KeepAliveDelay,
        KeepAlivePingTimeout = options.KeepAliveTimeout,
        KeepAlivePingPolicy = options.KeepAliveWithoutCalls ? HttpKeepAlivePingPolicy.Always : HttpKeepAlivePingPolicy.WithActiveRequests,
        PooledConnectionIdleTimeout = options.IdleTimeout,
#pragma warning disable CA5359 // It accepts by returning and refuses by throwing, so that the reason is not lost.
        SslOptions = { RemoteCertificateValidationCallback = new ServerCheck(options).Accepts },
#pragma warning restore CA5359
    };
}
