using Grpc.Core;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Backend.Server.Hosting;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>A balancing group's market.</summary>
/// <param name="ChainName">Its name on the chain.</param>
/// <param name="Grace">How long after a timeslot missing readings are waited for.</param>
public sealed record LocalMarket(string BalancingGroup, string ChainName, Tariff Tariff, TimeSpan Grace);

/// <summary>The configured markets.</summary>
public sealed class Markets
{
    readonly Dictionary<string, LocalMarket> _markets;

    /// <exception cref="InvalidDataException">A tariff is not possible, or a group or a chain name stands there twice.</exception>
    public Markets(IEnumerable<MarketOptions> options)
    {
        var all = options.Select(o => new LocalMarket(
            o.BalancingGroup, o.ChainName, new(new(o.SurplusPrice), new(o.DeficitPrice), new(o.ProcessingFee)), TimeSpan.FromMinutes(o.GraceMinutes))).ToList();
        if (all.Select(market => market.Tariff.Problem()).FirstOrDefault(problem => problem is not null) is { } wrong)
        {
            throw new InvalidDataException($"Markets: {wrong}");
        }

        if (all.DistinctBy(market => market.BalancingGroup, StringComparer.Ordinal).Count() < all.Count || all.DistinctBy(market => market.ChainName, StringComparer.Ordinal).Count() < all.Count)
        {
            throw new InvalidDataException("Markets: each balancing group and each chain name may stand there once.");
        }

        _markets = all.ToDictionary(market => market.BalancingGroup, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<LocalMarket> All => _markets.Values;

    /// <exception cref="RpcException">NOT_FOUND: there is no such market.</exception>
    public LocalMarket Of(string balancingGroup) => _markets.GetValueOrDefault(balancingGroup)
        ?? throw new RpcException(new(StatusCode.NotFound, $"There is no market for the balancing group '{balancingGroup}'; there is: {string.Join(", ", _markets.Keys)}."));
}
