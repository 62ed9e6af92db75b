using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Health.V1;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace LocalEnergyMarket.Backend.Server.Tests.Health;

/// <summary>PostgreSQL and the chain really go, and come back; the backend stays.</summary>
public sealed class OutageTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watchers_see_the_database_go_and_come_back_and_the_backend_lives_on()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        await using var cluster = await PostgresCluster.StartAsync(_scratch.In("postgres"), Cancellation);
        await using var backend = await StartAsync(files, await cluster.CreateDatabaseAsync(Cancellation), "http://127.0.0.1:1");
        var client = new HealthClient(backend.Connect(token: null));
        using var server = Watch(client, "");
        using var market = Watch(client, "lem.v1.MarketService");
        Assert.Equal((ServingStatus.Serving, ServingStatus.Serving), (await NextAsync(server), await NextAsync(market)));

        await cluster.KillAsync();
        Assert.Equal((ServingStatus.NotServing, ServingStatus.NotServing), (await NextAsync(server), await NextAsync(market)));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, "lem.v1.StatusService"));
        var status = await new StatusService.StatusServiceClient(backend.As("Operator")).GetStatusAsync(new(), cancellationToken: Cancellation);
        Assert.Equal(PartState.Down, status.Parts.Single(part => part.Part == "database").State);
        await Refusals.RefusedAsync(
            StatusCode.Unavailable,
            () => new EvidenceService.EvidenceServiceClient(backend.As("Auditor")).ListAnchorsAsync(new(), cancellationToken: Cancellation).ResponseAsync);

        await cluster.RestartAsync(Cancellation);
        Assert.Equal((ServingStatus.Serving, ServingStatus.Serving), (await NextAsync(server), await NextAsync(market)));
        Assert.False(backend.Process.HasExited);
    }

    [Fact]
    public async Task Without_the_chain_the_services_go_on()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var chain = await TestChain.StartAsync(Cancellation);
        var port = new Uri(chain.Url).Port;
        await using var backend = await StartAsync(files, await system.Cluster.CreateDatabaseAsync(Cancellation), chain.Url);
        var client = new HealthClient(backend.Connect(token: null));
        using var watch = Watch(client, "chain");
        using var jobs = Watch(client, "jobs");
        await UntilAsync(watch, ServingStatus.Serving);
        await UntilAsync(jobs, ServingStatus.Serving);

        await chain.DisposeAsync();
        await UntilAsync(watch, ServingStatus.NotServing);
        await UntilAsync(jobs, ServingStatus.NotServing);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, ""));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, "lem.v1.BoxService"));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, "database"));

        await using var again = await TestChain.StartAsync(Cancellation, port);
        await UntilAsync(watch, ServingStatus.Serving);
    }

    public void Dispose() => _scratch.Dispose();

    Task<OneBackend> StartAsync(ServerFiles files, string database, string chain) => OneBackend.StartAsync(
        _scratch.In("backend"), files, database, chain, system.Clock, Cancellation,
        settings => settings["Rpc"] = new JsonObject { ["Health"] = new JsonObject { ["IntervalSeconds"] = 1 } });

    static AsyncServerStreamingCall<HealthCheckResponse> Watch(HealthClient client, string service) =>
        client.Watch(new() { Service = service }, cancellationToken: Cancellation);

    static async Task<ServingStatus> CheckAsync(HealthClient client, string service) =>
        (await client.CheckAsync(new() { Service = service }, cancellationToken: Cancellation)).Status;

    static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        return watch.ResponseStream.Current.Status;
    }

    static async Task UntilAsync(AsyncServerStreamingCall<HealthCheckResponse> watch, ServingStatus status)
    {
        while (await NextAsync(watch) != status)
        {
        }
    }
}
