using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>The main job, run once for all tests of a class.</summary>
public sealed class MainJobFixture : IAsyncLifetime
{
    RunningSystem? _running;

    public MarketSystem System => _running!.System;

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
