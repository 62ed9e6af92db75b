namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>Which of several beliefs of one timeslot counts.</summary>
public static class BeliefChoice
{
    /// <summary>A delivered forecast counts, however old; an own one where none is delivered.</summary>
    public static IReadOnlyList<ForecastKind> DeliveredBeforeOwn { get; } = [ForecastKind.Delivered, ForecastKind.Own];

    /// <summary>The newest belief as of an instant, of the first kind that has one; null if there is none.</summary>
    /// <param name="newestFirst">Beliefs of one unit, timeslot and direction.</param>
    /// <param name="precedence">The kinds that count, the first before the second.</param>
    public static Belief? AsOf(IReadOnlyList<Belief> newestFirst, DateTimeOffset asOf, IReadOnlyList<ForecastKind> precedence)
    {
        foreach (var kind in precedence)
        {
            if (newestFirst.FirstOrDefault(belief => belief.Kind == kind && belief.BelievedAt <= asOf) is { } belief)
            {
                return belief;
            }
        }

        return null;
    }
}
