using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Backend.Server.OwnForecasts.Tests.ForecastCluster))]

namespace LocalEnergyMarket.Backend.Server.OwnForecasts.Tests;

/// <summary>One PostgreSQL for all tests of the assembly; each test takes a schema of its own.</summary>
public sealed class ForecastCluster : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    PostgresCluster? _cluster;

    public string ConnectionString => _cluster!.ConnectionString;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync(_scratch.In("postgres"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _scratch.Dispose();
    }
}
