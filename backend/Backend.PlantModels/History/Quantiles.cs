using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.History;

/// <summary>Quantiles of samples.</summary>
public static class Quantiles
{
    /// <summary>Linear between the samples (Hyndman and Fan, type 7), rounded to the nearest watt-hour.</summary>
    /// <param name="sorted">In rising order, at least one.</param>
    /// <param name="percent">0 to 100.</param>
    public static WattHours Of(IReadOnlyList<long> sorted, int percent)
    {
        var at = (sorted.Count - 1) * percent / 100.0;
        var below = (int)Math.Floor(at);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return Rounding.Nearest(sorted[below] + ((sorted[above] - sorted[below]) * (at - below)));
    }
}
