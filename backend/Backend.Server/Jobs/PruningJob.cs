using LocalEnergyMarket.Backend.Anchoring.Pruning;
using LocalEnergyMarket.Backend.Server.Market;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Removes from the contract's tables what is older than the retention.</summary>
sealed class PruningJob(NpgsqlDataSource database, Pruner pruner, Markets markets, TimeProvider time, ILogger<PruningJob> log) : JobLoop(database, time, log)
{
    readonly TimeProvider _time = time;

    protected override TimeSpan Pause => TimeSpan.FromMinutes(1);

    protected override Task RoundAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        return pruner.WorkAsync(markets.All.Select(market => market.ChainName), now, now, cancellation);
    }
}
