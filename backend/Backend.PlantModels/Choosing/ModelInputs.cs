using LocalEnergyMarket.Backend.PlantModels.LoadProfiles;
using LocalEnergyMarket.Backend.PlantModels.Weather;
using LocalEnergyMarket.Backend.PlantModels.Wind;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Choosing;

/// <summary>What all units' forecasts of one run are made of.</summary>
/// <param name="Timeslots">What is forecast, in rising order.</param>
/// <param name="Weather">Of all stations at hand.</param>
/// <param name="MostKilometres">A station further away says nothing about a plant.</param>
public sealed record ModelInputs(IReadOnlyList<Timeslot> Timeslots, IReadOnlyList<WeatherForecast> Weather, double MostKilometres = 50)
{
    /// <summary>Centres of postcode areas, for plants whose place the register keeps to itself.</summary>
    public IReadOnlyDictionary<string, GeoPoint> Postcodes { get; init; } = new Dictionary<string, GeoPoint>(StringComparer.Ordinal);

    /// <summary>Power curves by type of turbine.</summary>
    public IReadOnlyDictionary<string, PowerCurve> Curves { get; init; } = new Dictionary<string, PowerCurve>(StringComparer.OrdinalIgnoreCase);

    public LoadProfileLibrary Profiles { get; init; } = LoadProfileLibrary.Empty;
}
