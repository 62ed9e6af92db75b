using LocalEnergyMarket.Backend.Mastr;
using LocalEnergyMarket.Backend.Registry.Tests;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(RegistryDatabase))]

namespace LocalEnergyMarket.Backend.Registry.Tests;

/// <summary>One PostgreSQL for the assembly, a database for each that asks.</summary>
public sealed class RegistryDatabase : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync(_scratch.In("postgres"), TestContext.Current.CancellationToken);

    public async Task<DocumentStore> OpenAsync(TimeProvider? clock = null)
    {
        var connection = await _cluster!.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.AddModule(new MastrSchema());
            options.TimeProvider = clock ?? TimeProvider.System;
            options.AddRegistry();
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _scratch.Dispose();
    }
}
