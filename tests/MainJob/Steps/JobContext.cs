using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>What every step works with.</summary>
sealed record JobContext(MarketSystem System, Api Api, JobFacts Facts)
{
    /// <summary>More than anything takes that depends on no market time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Real time until an instant of the market, and patience on top.</summary>
    public TimeSpan PatienceUntil(DateTimeOffset marketTime)
    {
        var left = marketTime - System.Clock.GetUtcNow();
        return (left > TimeSpan.Zero ? left / System.Clock.Factor : TimeSpan.Zero) + Patience;
    }
}
