namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>The instant that a reading bears.</summary>
public static class ReadingTime
{
    /// <summary>
    /// A hundredth of a quarter hour, on the market's clock. A planned reading that was taken this near to its instant bears that instant,
    /// so that a value read at a quarter hour's edge is the edge's value; what it is off by goes into the neighbouring timeslot, never away.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(9);

    /// <param name="asked">When the meter was asked.</param>
    /// <param name="answered">When its answer was there.</param>
    /// <param name="planned">When it was to be asked, if there was a plan.</param>
    public static DateTimeOffset Of(DateTimeOffset asked, DateTimeOffset answered, DateTimeOffset? planned) =>
        planned is { } plan && asked >= plan - Tolerance && answered <= plan + Tolerance
            ? plan
            // The value was true at some instant between the question and the answer.
            : asked + ((answered - asked) / 2);
}
