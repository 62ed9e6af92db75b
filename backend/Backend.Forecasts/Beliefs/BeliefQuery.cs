using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>Which beliefs are asked for.</summary>
/// <param name="From">The first timeslot.</param>
/// <param name="To">The timeslot after the last.</param>
public sealed record BeliefQuery(IReadOnlyCollection<string> UnitNumbers, Timeslot From, Timeslot To)
{
    public BeliefQuery(string unitNumber, Timeslot timeslot)
        : this([unitNumber], timeslot, timeslot.Next)
    {
    }

    /// <summary>What is believed later is left out.</summary>
    public DateTimeOffset BelievedUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Which kinds; forecasts if not said, never history.</summary>
    public IReadOnlyCollection<ForecastKind> Kinds { get; init; } = BeliefChoice.DeliveredBeforeOwn;

    /// <summary>Only what this source says; null: all.</summary>
    public string? Source { get; init; }
}
