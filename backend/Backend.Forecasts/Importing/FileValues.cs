using LocalEnergyMarket.Backend.Forecasts.Beliefs;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>What a file says, checked.</summary>
/// <param name="Kind">What its values are, unless the supplier's settings say otherwise.</param>
/// <param name="Missing">How many places for values the file leaves open (<c>-</c>, <c>N.A.</c>).</param>
public sealed record FileValues(IReadOnlyList<SlotForecast> Values, ForecastKind Kind, long Missing);
