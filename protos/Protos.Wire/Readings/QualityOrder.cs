using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>Which of several qualities a value made from all of them has.</summary>
public static class QualityOrder
{
    /// <summary>From good to missing: read, computed, estimated between readings, old, at an unsure time, going back, not there.</summary>
    static readonly Quality[] FromBest =
    [
        Quality.Good,
        Quality.Derived,
        Quality.Interpolated,
        Quality.Stale,
        Quality.ClockUnsure,
        Quality.CounterBack,
        Quality.Missing,
    ];

    /// <summary>The worst; one that is not known counts as missing. Good if there are none.</summary>
    public static Quality Worst(params ReadOnlySpan<Quality> qualities)
    {
        var worst = 0;
        foreach (var quality in qualities)
        {
            var rank = Array.IndexOf(FromBest, quality);
            worst = Math.Max(worst, rank < 0 ? FromBest.Length - 1 : rank);
        }

        return FromBest[worst];
    }
}
