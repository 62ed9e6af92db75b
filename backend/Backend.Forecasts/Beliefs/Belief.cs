using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>What a unit was believed to produce or to consume in a timeslot, by whom, and from when on.</summary>
public sealed record Belief(
    string UnitNumber, Timeslot Timeslot, Direction Direction, WattHours Energy, DateTimeOffset BelievedAt, string Source, ForecastKind Kind)
{
    public IReadOnlyList<Quantile> Quantiles { get; init; } = [];

    public ValueStatus Status { get; init; }

    /// <summary>The file it was read from; null if there is none.</summary>
    public string? Document { get; init; }

    /// <summary>Where it comes from, for people: the file if there is one, else the source.</summary>
    public string Origin => Document ?? Source;
}

/// <summary>All that was believed of a unit, a timeslot and a direction, the newest first; of one instant, what was stored first.</summary>
public sealed record SlotBeliefs(string UnitNumber, Timeslot Timeslot, Direction Direction, IReadOnlyList<Belief> NewestFirst);
