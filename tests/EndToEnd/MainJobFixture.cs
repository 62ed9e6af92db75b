using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>The tests of one main job that is over; its system still runs.</summary>
[CollectionDefinition]
public sealed class OneMainJob : ICollectionFixture<MainJobFixture>;

/// <summary>The main job, run once for all tests of <see cref="OneMainJob"/>.</summary>
public sealed class MainJobFixture : IAsyncLifetime
{
    RunningSystem? _running;

    public MarketSystem System => _running!.System;

    public Api Api => _running!.Job.Api;

    public JobFacts Facts => _running!.Job.Facts;

    public async ValueTask InitializeAsync()
    {
        _running = await RunningSystem.StartAsync(CancellationToken.None);
        await _running.Job.RunAsync(null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }
    }
}
