using LocalEnergyMarket.Backend.Forecasts.Importing;

namespace LocalEnergyMarket.Backend.Forecasts;

/// <summary>A forecast file that was refused whole; the message names the lines.</summary>
public sealed class ForecastException(string document, IReadOnlyList<Problem> problems)
    : Exception($"{document} was refused and nothing of it taken: {string.Join("; ", problems.Select(problem => problem.English))}.")
{
    /// <summary>At least one.</summary>
    public IReadOnlyList<Problem> Problems => problems;
}
