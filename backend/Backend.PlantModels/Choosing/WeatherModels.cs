using System.Globalization;
using LocalEnergyMarket.Backend.PlantModels.Mastr;
using LocalEnergyMarket.Backend.PlantModels.Solar;
using LocalEnergyMarket.Backend.PlantModels.Weather;
using LocalEnergyMarket.Backend.PlantModels.Wind;

namespace LocalEnergyMarket.Backend.PlantModels.Choosing;

/// <summary>Forecasts of sun and wind from plant data and the nearest weather.</summary>
static class WeatherModels
{
    public static ModelForecast Forecast(PlantUnit unit, ModelInputs inputs)
    {
        if ((unit.Record.Place ?? (inputs.Postcodes.TryGetValue(unit.Postcode, out var centre) ? centre : null)) is not { } place)
        {
            return None(unit, "the register does not say where it stands, and its postcode is not in the table of postcodes");
        }

        if (NearestStation.Find(inputs.Weather, place, inputs.MostKilometres) is not { } nearby)
        {
            return None(unit, string.Create(CultureInfo.InvariantCulture, $"there is no weather within {inputs.MostKilometres:0} km"));
        }

        // A station knows its height; the register does not.
        var weather = QuarterHourWeather.Of(nearby.Forecast, place with { Elevation = nearby.Forecast.Station.Place.Elevation }, inputs.Timeslots);
        var made = unit.Kind == PlantKind.Solar ? Sun(unit, place, weather) : Wind(unit, place with { Elevation = nearby.Forecast.Station.Place.Elevation }, weather, inputs);
        if (made is not { } result)
        {
            return None(unit, unit.Kind == PlantKind.Solar ? "the register has no power of it" : "the register has no power or no hub height of it");
        }

        var explanation = string.Create(
            CultureInfo.InvariantCulture,
            $"weather of station {nearby.Forecast.Station.Id}, {nearby.Kilometres:0} km away, issued {nearby.Forecast.IssuedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}{Assumed(result.Assumptions)}");
        return result.Slots.Count > 0
            ? new(unit.Number, EnergyFlow.Production, unit.Kind == PlantKind.Solar ? "solar" : "wind", result.Slots, explanation)
            : None(unit, $"the {explanation} does not reach these timeslots");
    }

    static (IReadOnlyList<SlotPrediction> Slots, IReadOnlyList<string> Assumptions)? Sun(PlantUnit unit, GeoPoint place, IReadOnlyList<QuarterHourWeather> weather) =>
        SolarRecord.Read(unit.Record, place) is { } record ? (SolarModel.Predict(record.Plant, weather), record.Assumptions) : null;

    static (IReadOnlyList<SlotPrediction> Slots, IReadOnlyList<string> Assumptions)? Wind(
        PlantUnit unit, GeoPoint place, IReadOnlyList<QuarterHourWeather> weather, ModelInputs inputs) =>
        WindRecord.Read(unit.Record, place, type => inputs.Curves.TryGetValue(type, out var curve) ? curve : null) is { } record
            ? (WindModel.Predict(record.Plant, weather), record.Assumptions)
            : null;

    static string Assumed(IReadOnlyList<string> assumptions) => assumptions.Count == 0 ? "" : $"; assumed: {string.Join(", ", assumptions)}";

    static ModelForecast None(PlantUnit unit, string why) => ModelForecast.None(unit.Number, EnergyFlow.Production, why);
}
