using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Backend.Forecasts.Tests.ForecastCluster))]

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

/// <summary>One PostgreSQL for all tests of the assembly; each test takes a schema of its own.</summary>
public sealed class ForecastCluster : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    PostgresCluster? _cluster;
    int _schemas;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync(_scratch.In("postgres"), CancellationToken.None);

    /// <param name="prepare">SQL that is run in the empty schema before the module's tables are made.</param>
    public async Task<ForecastDatabase> NewAsync(CancellationToken cancellation, string? prepare = null)
    {
        var schema = $"f{Interlocked.Increment(ref _schemas)}";
        if (prepare is not null)
        {
            await using var plain = NpgsqlDataSource.Create(_cluster!.ConnectionString);
            await using var command = plain.CreateCommand($"create schema {schema}; set search_path to {schema}; {prepare}");
            await command.ExecuteNonQueryAsync(cancellation);
        }

        var store = DocumentStore.For(options =>
        {
            options.Connection(_cluster!.ConnectionString);
            options.DatabaseSchemaName = schema;
            options.AddModule(new ForecastSchema());
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(cancellation);
        return new(store);
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

public sealed class ForecastDatabase(DocumentStore store) : IAsyncDisposable
{
    public NpgsqlDataSource Source => store.DataSource;

    public Beliefs.BeliefStore Beliefs { get; } = new(store.DataSource);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
