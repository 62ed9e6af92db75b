using System.Net;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Protos.Wire.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Backend;

/// <summary>A backend in this process: gRPC over TLS on a port of 127.0.0.1, with a ledger that outlives its restarts.</summary>
sealed class TestBackend : IAsyncDisposable
{
    readonly WebApplication _app;

    TestBackend(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public int Port => Address.Port;

    public static async Task<TestBackend> StartAsync(Ledger ledger, X509Certificate2 certificate, CancellationToken cancellationToken, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(certificate);
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(ledger);
        builder.Services.AddSingleton(new ServerEndPoint(SignedHello.EndPoint(certificate)));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var app = builder.Build();
        app.MapGrpcService<TestBoxService>();
        await app.StartAsync(cancellationToken);
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

sealed record ServerEndPoint(byte[] Hash);
