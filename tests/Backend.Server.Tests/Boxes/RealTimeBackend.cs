using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>A backend on real time with a database of its own: what it writes to the chain waits behind no anchors of a market that hurries.</summary>
public sealed class RealTimeBackend(RunningSystem system) : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    readonly List<OneBackend> _backends = [];

    public ServerFiles Files { get; private set; } = null!;

    public string Database { get; private set; } = "";

    public OneBackend Backend => _backends[0];

    public async ValueTask InitializeAsync()
    {
        Files = new(_scratch.In("files"));
        Database = await system.Cluster.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await StartAsync();
    }

    /// <summary>One more on the same database.</summary>
    public async Task<OneBackend> StartAsync()
    {
        var backend = await OneBackend.StartAsync(
            _scratch.In($"backend-{_backends.Count}"), Files, Database, system.Chain.Url, new MarketClock(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, 1), TestContext.Current.CancellationToken);
        _backends.Add(backend);
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }

        Files?.Dispose();
        _scratch.Dispose();
    }
}
