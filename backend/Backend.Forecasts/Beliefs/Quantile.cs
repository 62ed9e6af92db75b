using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>The energy that is not exceeded with a probability: p90 is 900 ‰.</summary>
/// <param name="PerMille">1 to 999.</param>
public readonly record struct Quantile(int PerMille, WattHours Energy)
{
    /// <summary><c>p90</c>, <c>p2.5</c>.</summary>
    public static string Name(int perMille) => "p" + (perMille % 10 == 0 ? FixedPoint.Format(perMille / 10, 0) : FixedPoint.Format(perMille, 1));
}
