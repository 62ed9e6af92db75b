using LocalEnergyMarket.Backend.Mastr.Soap;
using LocalEnergyMarket.Backend.Mastr.Tests;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

[assembly: AssemblyFixture(typeof(MastrDatabase))]

namespace LocalEnergyMarket.Backend.Mastr.Tests;

/// <summary>One PostgreSQL for the assembly, a database for each that asks.</summary>
public sealed class MastrDatabase : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync(_scratch.In("postgres"), TestContext.Current.CancellationToken);

    /// <param name="before">What is in the database already.</param>
    public async Task<DocumentStore> OpenAsync(string before = "")
    {
        var connection = await _cluster!.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        if (before.Length > 0)
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var command = source.CreateCommand(before);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.AddModule(new MastrSchema());
            options.AddModule(new MastrSyncSchema());
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
