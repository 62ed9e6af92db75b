using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>The whole system in a scratch folder, without the portal, on a fast market clock.</summary>
sealed class RunningSystem : IAsyncDisposable
{
    const int Factor = 150;

    readonly ScratchFolder _folder = new();

    RunningSystem()
    {
        var (pv, household) = CalmEdges.WriteTo(_folder.Path);
        System = new(new() { Folder = _folder.In("system"), Factor = Factor, PvCsv = pv, HouseholdCsv = household, OwnNode = true });
    }

    public MarketSystem System { get; }

    public MainJobRun Job { get; private set; } = null!;

    public static async Task<RunningSystem> StartAsync(CancellationToken cancellation)
    {
        var running = new RunningSystem();
        try
        {
            await running.System.StartAsync(cancellation);
            running.Job = new(running.System);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Job?.Dispose();
        await System.DisposeAsync();
        _folder.Dispose();
    }
}
