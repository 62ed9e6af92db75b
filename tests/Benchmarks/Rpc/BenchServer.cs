using System.Net;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Backend.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>The C# server in its own process: the real server's gRPC with everything that a call passes there, plain and with TLS.</summary>
static class BenchServer
{
    public const string Command = "--rpc-server";

    /// <summary>Says its two ports in one line, and runs until its standard input ends.</summary>
    public static async Task<int> RunAsync(string certificate, string key)
    {
        var options = BenchLimits.Options();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.LimitRpc(options);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate, key));
            });
        });
        builder.Services.AddSingleton<BenchBoxes>();
        builder.Services.AddRpc(options);
        await using var app = builder.Build();
        app.UseRpc();
        app.MapRpc();
        app.MapGrpcService<BenchCalls>();
        app.MapGrpcService<BenchBoxes>();
        await app.StartAsync(CancellationToken.None);
        Console.WriteLine(string.Join(' ', app.Urls.Select(url => new Uri(url)).OrderBy(url => url.Scheme, StringComparer.Ordinal).Select(url => url.Port)));
        await Console.In.ReadToEndAsync(CancellationToken.None);
        return 0;
    }
}
