using LocalEnergyMarket.Backend.Jobs.Tests;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(Database))]

namespace LocalEnergyMarket.Backend.Jobs.Tests;

/// <summary>One PostgreSQL cluster for all tests of the assembly; each test has its own database.</summary>
public sealed class Database : IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() =>
        _cluster = await PostgresCluster.StartAsync(_folder.Path, TestContext.Current.CancellationToken);

    public async Task<JobsBed> JobsAsync(params IJob[] jobs) =>
        await JobsBed.OpenAsync(await _cluster!.CreateDatabaseAsync(TestContext.Current.CancellationToken), jobs);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _folder.Dispose();
    }
}
