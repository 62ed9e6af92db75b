using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>What is said of a unit, a timeslot and a direction; a part of a <see cref="BeliefSet"/>.</summary>
/// <param name="UnitNumber">The unit's MaStR number.</param>
/// <param name="Energy">Wh in the timeslot, from 0: what is expected.</param>
public readonly record struct SlotForecast(string UnitNumber, Timeslot Timeslot, Direction Direction, WattHours Energy)
{
    /// <summary>In ascending order of the probabilities; none if nothing is known of them.</summary>
    public IReadOnlyList<Quantile> Quantiles { get => field ?? []; init; }

    public ValueStatus Status { get; init; }
}
