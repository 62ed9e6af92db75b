using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(RunningSystem))]

namespace LocalEnergyMarket.Backend.Server.Tests.Running;

/// <summary>PostgreSQL, a chain with the contract, and the backend as a process between them. One for the assembly; an hour of its market is 15 seconds.</summary>
public sealed class RunningSystem : IBackend, IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    PostgresCluster? _cluster;
    TestChain? _chain;
    ServerFiles? _files;
    OneBackend? _server;

    /// <summary>The market's clock, as the backend has it.</summary>
    public MarketClock Clock { get; } = new(DateTimeOffset.UtcNow, new DateTimeOffset(2026, 6, 21, 6, 0, 0, TimeSpan.Zero), 240);

    public string Database { get; private set; } = "";

    internal ServerFiles Files => _files!;

    internal TestChain Chain => _chain!;

    internal PostgresCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _files = new(_scratch.In("files"));
        var cluster = PostgresCluster.StartAsync(_scratch.In("postgres"), cancellation);
        _chain = await TestChain.StartAsync(cancellation);
        _cluster = await cluster;
        Database = await _cluster.CreateDatabaseAsync(cancellation);
        _server = await OneBackend.StartAsync(_scratch.In("backend"), _files, Database, _chain.Url, Clock, cancellation);
        await Plants.RegisterAsync(this, cancellation);
    }

    public CallInvoker As(string who) => _server!.As(who);

    /// <summary>As a caller with this token, or without one if it is null.</summary>
    public CallInvoker Connect(string? token) => _server!.Connect(token);

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_server, _chain, _cluster])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _files?.Dispose();
        _scratch.Dispose();
    }
}
