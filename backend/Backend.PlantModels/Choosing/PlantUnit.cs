using LocalEnergyMarket.Backend.PlantModels.Mastr;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Choosing;

/// <summary>What a unit is, as far as models differ.</summary>
public enum PlantKind
{
    /// <summary>Forecast from its own past only.</summary>
    Other,
    Solar,
    Wind,
    Storage,
    Consumer,
}

/// <summary>What a supplier reckons with for a customer without enough history.</summary>
/// <param name="Profile">The load profile's name, <c>H25</c>; P25 and S25 are households with sun, and with sun and battery.</param>
/// <param name="Yearly">What is drawn in a year.</param>
public sealed record ConsumptionEstimate(string Profile, WattHours Yearly);

/// <summary>A unit with all that is known of it.</summary>
/// <param name="Number">Its MaStR number.</param>
/// <param name="Record">As it stands in the Marktstammdatenregister.</param>
/// <param name="Postcode">Empty if there is none.</param>
/// <param name="Produced">Measured quarter hours of feeding in; what was not measured is left out.</param>
/// <param name="Consumed">Measured quarter hours of drawing.</param>
public sealed record PlantUnit(
    string Number, PlantKind Kind, MastrFields Record, string Postcode, IReadOnlyDictionary<Timeslot, WattHours> Produced,
    IReadOnlyDictionary<Timeslot, WattHours> Consumed)
{
    /// <summary>A battery's AnlageStromSpeicher; null if there is none.</summary>
    public MastrFields? StorageRecord { get; init; }

    /// <summary>Null if the supplier gave none.</summary>
    public ConsumptionEstimate? Estimate { get; init; }
}
