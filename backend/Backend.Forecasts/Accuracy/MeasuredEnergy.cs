using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Accuracy;

/// <summary>What a measured value is worth.</summary>
public enum MeasuredQuality
{
    /// <summary>Not measured; the energy means nothing.</summary>
    Missing,

    /// <summary>Measured.</summary>
    True,

    /// <summary>Estimated, or of a meter that was not sure.</summary>
    Substitute,
}

/// <summary>What a unit really produced or drew in a timeslot.</summary>
public readonly record struct MeasuredEnergy(Timeslot Timeslot, Direction Direction, WattHours Energy, MeasuredQuality Quality);

/// <summary>What was measured; another module knows it.</summary>
public interface IMeasuredEnergies
{
    /// <summary>Of a unit, from a timeslot, inclusive, to another, exclusive, in any order; at most one a timeslot and direction.</summary>
    Task<IReadOnlyList<MeasuredEnergy>> OfAsync(string unitNumber, Timeslot from, Timeslot to, CancellationToken cancellation);
}
