using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels;

/// <summary>Energy that is not exceeded in so many of a hundred cases.</summary>
/// <param name="Percent">1 to 99.</param>
public sealed record Quantile(int Percent, WattHours Energy);

/// <summary>What is expected of a quarter hour.</summary>
/// <param name="Quantiles">In rising order; empty where the model knows no spread.</param>
public sealed record SlotPrediction(Timeslot Timeslot, WattHours Energy, IReadOnlyList<Quantile> Quantiles)
{
    public SlotPrediction(Timeslot timeslot, WattHours energy)
        : this(timeslot, energy, [])
    {
    }
}
