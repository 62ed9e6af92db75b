using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>The limits that the web server holds by itself.</summary>
static class KestrelLimits
{
    public static void Apply(KestrelServerOptions kestrel, LimitOptions limits)
    {
        var rate = new MinDataRate(limits.BytesPerSecond, TimeSpan.FromSeconds(limits.SlowSeconds));
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(limits.IdleConnectionSeconds);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeadersSeconds);
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = limits.Headers;
        (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MinResponseDataRate) = (rate, rate);
        var http2 = kestrel.Limits.Http2;
        http2.MaxStreamsPerConnection = limits.StreamsPerConnection;
        http2.MaxRequestHeaderFieldSize = limits.HeaderFieldBytes;
        http2.InitialStreamWindowSize = limits.StreamWindowBytes;
        http2.InitialConnectionWindowSize = Math.Max(limits.ConnectionWindowBytes, limits.StreamWindowBytes);
        http2.KeepAlivePingDelay = TimeSpan.FromSeconds(limits.PingSeconds);
        http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(limits.PingTimeoutSeconds);
        kestrel.ConfigureHttpsDefaults(https => https.HandshakeTimeout = TimeSpan.FromSeconds(limits.HandshakeSeconds));
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => WithLife(next, limits, listen.ApplicationServices.GetRequiredService<Stopping>())));
    }

    static ConnectionDelegate WithLife(ConnectionDelegate next, LimitOptions limits, Stopping stopping) => async connection =>
    {
        await using var life = new ConnectionLife(connection, limits, stopping);
        connection.Features.Set(life);
        await next(connection);
    };
}
