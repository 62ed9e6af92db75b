using LocalEnergyMarket.Backend.Forecasts.Beliefs;

namespace LocalEnergyMarket.Backend.Forecasts.Capping;

/// <summary>Which forecast caps what is traded, and by how much it may be exceeded.</summary>
/// <param name="MarginPercent">Added to the forecast; negative takes off, down to nothing at -100.</param>
/// <param name="QuantilePerMille">Which quantile counts; 0: the expected value. Where a belief does not know it, the expected value counts.</param>
/// <param name="Precedence">Which kinds count, the first before the second.</param>
public sealed record CapRule(int MarginPercent = 0, int QuantilePerMille = 0, IReadOnlyList<ForecastKind>? Precedence = null)
{
    public IReadOnlyList<ForecastKind> Kinds => Precedence ?? BeliefChoice.DeliveredBeforeOwn;
}
