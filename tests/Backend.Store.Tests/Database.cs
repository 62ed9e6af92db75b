using LocalEnergyMarket.Backend.Store.Tests;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(Database))]

namespace LocalEnergyMarket.Backend.Store.Tests;

/// <summary>One PostgreSQL cluster for all tests of the assembly; each test has its own database.</summary>
public sealed class Database : IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() =>
        _cluster = await PostgresCluster.StartAsync(_folder.Path, TestContext.Current.CancellationToken);

    public Task<string> CreateAsync() => _cluster!.CreateDatabaseAsync(TestContext.Current.CancellationToken);

    public async Task<DocumentStore> StoreAsync(Action<StoreOptions>? configure = null)
    {
        var connection = await CreateAsync();
        return await OpenAsync(connection, configure);
    }

    public static async Task<DocumentStore> OpenAsync(string connection, Action<StoreOptions>? configure = null)
    {
        var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            Samples.Configure(options);
            configure?.Invoke(options);
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

        _folder.Dispose();
    }
}
