using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>What the register of plants knows of units' power.</summary>
public interface IUnitPowers
{
    /// <summary>The installed power of every generating unit of these that is known; others are left out.</summary>
    Task<IReadOnlyDictionary<string, Watts>> OfAsync(IReadOnlyCollection<string> unitNumbers, CancellationToken cancellation);
}
