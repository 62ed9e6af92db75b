using System.Text.Json.Nodes;
using Grpc.Core;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>PostgreSQL, a chain with the contract, and the backend as a process between them. An hour of its market is 15 seconds.</summary>
public class RunningBackend : IBackend, IAsyncDisposable
{
    readonly ScratchFolder _scratch = new();
    PostgresCluster? _cluster;
    TestChain? _chain;
    ServerFiles? _files;
    OneBackend? _server;

    /// <summary>The market's clock, as the backend has it.</summary>
    public MarketClock Clock { get; protected init; } = new(DateTimeOffset.UtcNow, new DateTimeOffset(2026, 6, 21, 6, 0, 0, TimeSpan.Zero), 240);

    public string Database { get; private set; } = "";

    /// <summary>Where the backend serves gRPC over TLS, under the certificate of <see cref="ServerFiles.Certificates"/>.</summary>
    public Uri Address => _server!.Address;

    public ChildProcess Process => _server!.Process;

    public ServerFiles Files => _files!;

    public TestChain Chain => _chain!;

    public PostgresCluster Cluster => _cluster!;

    public async Task StartAsync(CancellationToken cancellation)
    {
        _files = new(_scratch.In("files"));
        var cluster = PostgresCluster.StartAsync(_scratch.In("postgres"), cancellation);
        _chain = await TestChain.StartAsync(cancellation);
        _cluster = await cluster;
        Database = await _cluster.CreateDatabaseAsync(cancellation);
        _server = await OneBackend.StartAsync(_scratch.In("backend"), _files, Database, _chain.Url, Clock, cancellation, Configure);
        await Plants.RegisterAsync(this, cancellation);
    }

    /// <summary>What the backend is configured with besides.</summary>
    protected virtual void Configure(JsonObject configuration)
    {
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
        GC.SuppressFinalize(this);
    }
}
