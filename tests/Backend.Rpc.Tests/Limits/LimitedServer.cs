using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using LocalEnergyMarket.Backend.Rpc.Health;
using LocalEnergyMarket.Backend.Rpc.Limits;
using LocalEnergyMarket.Backend.Rpc.Tests.Limited;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

/// <summary>A server with limits of its own, on HTTP/2 without TLS, or with it.</summary>
sealed class LimitedServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly GrpcChannel _channel;

    LimitedServer(WebApplication app)
    {
        _app = app;
        _channel = NewChannel();
    }

    public Uri Address => new(_app.Urls.Single());

    public Scene Scene => _app.Services.GetRequiredService<Scene>();

    public HealthServiceImpl Health => _app.Services.GetRequiredService<HealthServiceImpl>();

    public IServiceProvider Services => _app.Services;

    public GrpcChannel Channel => _channel;

    /// <summary>Over one connection that all calls share.</summary>
    public LimitedService.LimitedServiceClient Client => new(_channel);

    public static async Task<LimitedServer> StartAsync(
        Action<LimitOptions>? limit = null, Action<IServiceCollection>? add = null, bool tls = false, Action<RpcOptions>? configure = null)
    {
        var options = new RpcOptions();
        limit?.Invoke(options.Limits);
        configure?.Invoke(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Scene>();
        add?.Invoke(builder.Services);
        builder.Services.AddRpc(options);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.LimitRpc(options);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (tls)
                {
                    listen.UseHttps(Certificate());
                }
            });
        });
        var app = builder.Build();
        app.UseRpc();
        app.MapGrpcService<LimitedCalls>();
        app.MapRpc();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public GrpcChannel NewChannel() => GrpcChannel.ForAddress(Address, new()
    {
        HttpHandler = new SocketsHttpHandler { UseProxy = false },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = null,
        MaxSendMessageSize = null,
    });

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
    }

    static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
