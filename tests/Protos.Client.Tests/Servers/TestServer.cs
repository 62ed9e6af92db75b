using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Client.Tests.Servers;

/// <summary>A gRPC server over TLS on 127.0.0.1 that answers as its script says.</summary>
sealed class TestServer : IAsyncDisposable
{
    readonly WebApplication _app;

    TestServer(WebApplication app, Script script) => (_app, Script) = (app, script);

    public Script Script { get; }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public Uri Address => new($"https://127.0.0.1:{Port}");

    public static async Task<TestServer> StartAsync(X509Certificate2 certificate, string name = "", int port = 0)
    {
        var script = new Script(name);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            // Kestrel's simpler form would refuse the certificates that clients have to refuse.
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = certificate }) });
            listen.Use(next => async connection =>
            {
                Interlocked.Increment(ref script.Connections);
                await next(connection);
                script.Ended.Release();
            });
        }));
        builder.Services.AddSingleton(script);
        builder.Services.AddGrpc();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        var app = builder.Build();
        app.MapGrpcService<ScriptedStatus>();
        app.MapGrpcService<ScriptedMarket>();
        app.MapGrpcService<ScriptedRegistry>();
        app.MapGrpcService<ScriptedEvidence>();
        app.MapGrpcService<ScriptedBoxes>();
        app.MapGrpcService<ScriptedHealth>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, script);
    }

    /// <summary>As a backend that stops: GOAWAY, then nothing listens.</summary>
    public async ValueTask DisposeAsync()
    {
        // Disposed alone it would cut the calls that run.
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
