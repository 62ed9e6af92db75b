using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>Which of two qualities a value made from both has.</summary>
static class Qualities
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
