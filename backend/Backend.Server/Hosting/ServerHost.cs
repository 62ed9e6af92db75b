using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Backend.Rpc;
using LocalEnergyMarket.Backend.Rpc.Telemetry;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Control;
using LocalEnergyMarket.Backend.Server.Evidence;
using LocalEnergyMarket.Backend.Server.Fleet;
using LocalEnergyMarket.Backend.Server.Forecasts;
using LocalEnergyMarket.Backend.Server.Jobs;
using LocalEnergyMarket.Backend.Server.Jobs.Schedules;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Server.Mastr;
using LocalEnergyMarket.Backend.Server.Registry;
using LocalEnergyMarket.Backend.Server.Settlement;
using LocalEnergyMarket.Backend.Server.Status;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>The backend as a process.</summary>
static class ServerHost
{
    /// <returns>0 after an orderly stop; 1 if it could not start, with one line on standard error that says why.</returns>
    public static async Task<int> RunAsync(string configuration, string? readyFile, CancellationToken cancellation)
    {
        try
        {
            var options = ConfigurationFile.Read(configuration);
            await using var app = Build(options);
            _ = app.Services.GetRequiredService<ScheduleBook>().All;
            var store = app.Services.GetRequiredService<DocumentStore>();
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(cancellation);
            await app.Services.GetRequiredService<ReadingPartitions>()
                .EnsureAheadAsync(app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation);
            await ListenAsync(app, cancellation);
            if (readyFile is not null)
            {
                await File.WriteAllTextAsync(readyFile + ".new", $$"""{"port": {{options.Listen.Port}}}""", cancellation);
                File.Move(readyFile + ".new", readyFile, overwrite: true);
            }

            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or NpgsqlException or StoreException or IOException or UnauthorizedAccessException)
        {
            var what = e is NpgsqlException ? "Database: " : "";
            await Console.Error.WriteLineAsync($"backend: {what}{e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    static async Task ListenAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new InvalidDataException($"Listen:Address and Listen:Port: {e.Message}", e);
        }
    }

    static WebApplication Build(ServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddRpcTelemetry(options.Telemetry);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning);

        // What fails inside a call is logged by Explanations. What fails before it is the caller's doing, and must not fill our log.
        builder.Logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None);
        builder.Services.AddBackend(options);
        builder.Services.AddRpc(options.Rpc);
        builder.WebHost.ConfigureKestrel((context, kestrel) => Listen(kestrel, options));
        var app = builder.Build();
        app.UseRpc();
        app.MapGrpcService<BoxCalls>();
        app.MapGrpcService<RegistryCalls>();
        app.MapGrpcService<MastrCalls>();
        app.MapGrpcService<ForecastCalls>();
        app.MapGrpcService<MarketCalls>();
        app.MapGrpcService<SettlementCalls>();
        app.MapGrpcService<EvidenceCalls>();
        app.MapGrpcService<FleetCalls>();
        app.MapGrpcService<ControlCalls>();
        app.MapGrpcService<JobsCalls>();
        app.MapGrpcService<StatusCalls>();
        app.MapRpc();
        return app;
    }

    static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        if (!IPAddress.TryParse(options.Listen.Address, out var address))
        {
            throw new InvalidDataException($"Listen:Address '{options.Listen.Address}' is not an IP address.");
        }

        kestrel.LimitRpc(options.Rpc);
        kestrel.Listen(address, options.Listen.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            var certificate = listen.ApplicationServices.GetRequiredService<ServerCertificate>();
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate.Certificate;
                https.ServerCertificateChain = certificate.Issuers;
            });
        });
    }
}
