using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.History;

/// <summary>How predictions were made of a unit's own past.</summary>
public enum HistoryMethod
{
    /// <summary>The past is too short; there are no predictions.</summary>
    None,

    /// <summary>As on the last comparable day.</summary>
    Persistence,

    /// <summary>The mean of comparable days, with quantiles.</summary>
    ComparableDays,
}

/// <summary>What a unit's own past says.</summary>
/// <param name="Explanation">In one sentence: what was used, or what was missing.</param>
public sealed record HistoryPrediction(HistoryMethod Method, IReadOnlyList<SlotPrediction> Slots, string Explanation);

/// <summary>
/// Predicts from a unit's own measured quarter hours. <b>Consumption</b>: the mean over the last days of the same type (up to ten workdays, four Saturdays, four
/// Sundays or holidays, of the last six weeks) at the same local time. <b>Production</b>: the mean over the last seven days at the same
/// time in UTC, as the sun keeps it. The quarter hours next to it are taken in, because a household's devices keep no quarter hours.
/// With three comparable days there are quantiles 10, 50 and 90; with one or two their newest is repeated (persistence); without one there is none.
/// </summary>
public static class ComparableDays
{
    /// <summary>How many comparable days a mean and its quantiles need.</summary>
    public const int LeastDays = 3;

    /// <summary>How far back comparable days are looked for.</summary>
    public const int MostDaysBack = 42;

    const int Neighbours = 1;
    const int ProductionDays = 7;
    const int Workdays = 10;
    const int FreeDays = 4;

    static readonly int[] Percents = [10, 50, 90];

    /// <param name="history">What was measured; quarter hours that were not are left out.</param>
    /// <param name="timeslots">What to predict; none of it may be in the history that is used, which ends with the last quarter hour known.</param>
    public static HistoryPrediction Consumption(
        IReadOnlyDictionary<Timeslot, WattHours> history, IEnumerable<Timeslot> timeslots, FederalState state) =>
        Predict(history, timeslots, new ConsumptionDays(history, state), "days of the same type");

    /// <inheritdoc cref="Consumption"/>
    public static HistoryPrediction Production(IReadOnlyDictionary<Timeslot, WattHours> history, IEnumerable<Timeslot> timeslots) =>
        Predict(history, timeslots, new ProductionRuns(history), "days");

    static HistoryPrediction Predict(
        IReadOnlyDictionary<Timeslot, WattHours> history, IEnumerable<Timeslot> timeslots, IComparable comparable, string days)
    {
        var slots = new List<SlotPrediction>();
        var (fewest, most) = (int.MaxValue, 0);
        foreach (var timeslot in timeslots)
        {
            var alike = comparable.To(timeslot);
            if (alike.Count == 0)
            {
                continue;
            }

            (fewest, most) = (Math.Min(fewest, alike.Count), Math.Max(most, alike.Count));
            slots.Add(alike.Count < LeastDays ? new(timeslot, history[alike[0]]) : Mean(timeslot, alike, history));
        }

        return slots.Count == 0
            ? new(HistoryMethod.None, [], $"no comparable quarter hour was measured in the last {MostDaysBack} days; one is needed for persistence, {LeastDays} for a mean")
            : fewest < LeastDays
                ? new(HistoryMethod.Persistence, slots, $"persistence for some or all quarter hours: fewer than {LeastDays} measured {days}")
                : new(HistoryMethod.ComparableDays, slots, fewest == most ? $"the mean of {most} {days}" : $"the mean of {fewest} to {most} {days}");
    }

    static SlotPrediction Mean(Timeslot timeslot, IReadOnlyList<Timeslot> alike, IReadOnlyDictionary<Timeslot, WattHours> history)
    {
        var values = alike
            .SelectMany(day => Enumerable.Range(-Neighbours, (2 * Neighbours) + 1).Select(day.Plus))
            .Where(history.ContainsKey)
            .Select(slot => history[slot].Value)
            .Order()
            .ToArray();
        return new(timeslot, Rounding.Nearest(values.Average()), [.. Percents.Select(percent => new Quantile(percent, Quantiles.Of(values, percent)))]);
    }

    /// <summary>Finds comparable quarter hours of the past.</summary>
    interface IComparable
    {
        /// <summary>The newest first; only ones that were measured.</summary>
        IReadOnlyList<Timeslot> To(Timeslot timeslot);
    }

    sealed class ConsumptionDays(IReadOnlyDictionary<Timeslot, WattHours> history, FederalState state) : IComparable
    {
        readonly ILookup<(DayType, int), Timeslot> _slots = history.Keys
            .OrderDescending()
            .ToLookup(slot => (DayTypes.Of(GermanTime.DayOf(slot), state), GermanTime.QuarterOf(slot)));

        public IReadOnlyList<Timeslot> To(Timeslot timeslot)
        {
            var day = GermanTime.DayOf(timeslot);
            var type = DayTypes.Of(day, state);
            return
            [
                .. _slots[(type, GermanTime.QuarterOf(timeslot))]
                    .Where(slot => slot < timeslot && day.DayNumber - GermanTime.DayOf(slot).DayNumber <= MostDaysBack)
                    .Take(type == DayType.Workday ? Workdays : FreeDays),
            ];
        }
    }

    sealed class ProductionRuns(IReadOnlyDictionary<Timeslot, WattHours> history) : IComparable
    {
        const int SlotsADay = 96;

        public IReadOnlyList<Timeslot> To(Timeslot timeslot) =>
        [
            .. Enumerable.Range(1, MostDaysBack).Select(days => timeslot.Plus(-days * SlotsADay)).Where(history.ContainsKey).Take(ProductionDays),
        ];
    }
}
