using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>A balancing group's market.</summary>
/// <param name="ChainName">Its name on the chain.</param>
/// <param name="Grace">How long after a timeslot missing readings are waited for.</param>
public sealed record LocalMarket(string BalancingGroup, string ChainName, Tariff Tariff, TimeSpan Grace);

/// <summary>The configured markets.</summary>
public sealed class Markets
{
    readonly Dictionary<string, LocalMarket> _markets;

    /// <exception cref="InvalidDataException">A tariff or a chain name is not possible, or a group or a chain name stands there twice.</exception>
    public Markets(IEnumerable<MarketOptions> options)
    {
        var all = options.Select(ToMarket).ToList();
        if (all.DistinctBy(market => market.BalancingGroup, StringComparer.Ordinal).Count() < all.Count || all.DistinctBy(market => market.ChainName, StringComparer.Ordinal).Count() < all.Count)
        {
            throw new InvalidDataException("Markets: each balancing group and each chain name may stand there once.");
        }

        _markets = all.ToDictionary(market => market.BalancingGroup, StringComparer.Ordinal);
    }

    static LocalMarket ToMarket(MarketOptions options, int index)
    {
        var chainName = Setting.Use($"Markets:{index}:ChainName", () => Name.Parse(options.ChainName));
        var tariff = new Tariff(new(options.SurplusPrice), new(options.DeficitPrice), new(options.ProcessingFee));
        return tariff.Problem() is { } wrong
            ? throw new InvalidDataException($"Markets:{index}: {wrong}")
            : new(options.BalancingGroup, chainName.ToString(), tariff, TimeSpan.FromMinutes(options.GraceMinutes));
    }

    public IReadOnlyCollection<LocalMarket> All => _markets.Values;

    /// <exception cref="RefusalException">NOT_FOUND: there is no such market.</exception>
    public LocalMarket Of(string balancingGroup) => _markets.GetValueOrDefault(balancingGroup)
        ?? throw Refusal.NotFound(
            Reason.MarketUnknown, "market", balancingGroup, $"There is no market for the balancing group '{balancingGroup}'; there is: {string.Join(", ", _markets.Keys)}.");
}
