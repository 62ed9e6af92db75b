using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Accuracy;

/// <summary>How right a source was about a unit in a day or a month. Night counts as day does.</summary>
/// <param name="Begin">The first day of the period, in German time.</param>
/// <param name="Slots">Timeslots that count: forecast and measured.</param>
/// <param name="NotForecast">Timeslots that were measured and of which the source said nothing before its gate closed.</param>
/// <param name="NotMeasured">Timeslots that were forecast and not measured.</param>
/// <param name="Substitutes">Timeslots that were forecast and only estimated; they do not count.</param>
/// <param name="Forecast">Over the timeslots that count.</param>
/// <param name="Measured">Over the timeslots that count.</param>
/// <param name="AbsoluteError">The sum of the errors without their signs.</param>
/// <param name="SquareError">The sum of their squares, Wh².</param>
/// <param name="ComparedSlots">Timeslots that count and have a persistence to be compared with.</param>
/// <param name="ComparedSquareError">The sum of the squares over these.</param>
/// <param name="PersistenceSquareError">The same sum for persistence: the quarter hour of the day before, for consumption of the week before.</param>
public sealed record ForecastAccuracy(
    string Source, Direction Direction, DateOnly Begin, long Slots, long NotForecast, long NotMeasured, long Substitutes, WattHours Forecast, WattHours Measured,
    WattHours AbsoluteError, Int128 SquareError, long ComparedSlots, Int128 ComparedSquareError, Int128 PersistenceSquareError)
{
    const long Million = 1_000_000;

    /// <summary>Forecast minus measured, all together.</summary>
    public WattHours Bias => Forecast - Measured;

    /// <summary>Mean absolute error, in millionths of the energy at the installed power; null where nothing counts or the power is not known.</summary>
    public long? NormalizedMeanAbsoluteError(Watts installed) => PartOf(AbsoluteError.Value, installed);

    /// <summary>Forecast minus measured on the mean, in the same way.</summary>
    public long? NormalizedBias(Watts installed) => PartOf(Bias.Value, installed);

    /// <summary>Root of the mean square error, in the same way.</summary>
    public long? NormalizedRootMeanSquareError(Watts installed) => Slots == 0 || installed.Value <= 0 ? null
        : Root(SquareError * (16 * Million * Million) / ((Int128)installed.Value * installed.Value * Slots));

    /// <summary>Absolute error in millionths of what was measured; null if that is nothing.</summary>
    public long? RelativeError => Measured.Value == 0 ? null : (long)((Int128)AbsoluteError.Value * Million / Measured.Value);

    /// <summary>One less the error over persistence's, in millionths: 0 is as good as persistence, a million is perfect; null if persistence was perfect.</summary>
    public long? Skill => PersistenceSquareError == 0 ? null : Million - Root(ComparedSquareError * (Million * Million) / PersistenceSquareError);

    long? PartOf(long sum, Watts installed) => Slots == 0 || installed.Value <= 0 ? null : (long)((Int128)sum * 4 * Million / ((Int128)Slots * installed.Value));

    /// <summary>The whole part of the square root.</summary>
    static long Root(Int128 square)
    {
        // Never far off, and then put right: exact whatever the processor's double does.
        var root = (Int128)Math.Sqrt((double)square);
        while (root * root > square)
        {
            root--;
        }

        while ((root + 1) * (root + 1) <= square)
        {
            root++;
        }

        return (long)root;
    }
}
