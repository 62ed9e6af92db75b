namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>A station's forecast and how far away it is.</summary>
public sealed record NearbyWeather(WeatherForecast Forecast, double Kilometres);

public static class NearestStation
{
    /// <summary>The newest forecast of the station that is nearest to a place; null if none is near enough.</summary>
    /// <param name="forecasts">Of any stations and issues.</param>
    /// <param name="mostKilometres">No station further away is taken.</param>
    public static NearbyWeather? Find(IEnumerable<WeatherForecast> forecasts, GeoPoint place, double mostKilometres) => forecasts
        .Select(forecast => new NearbyWeather(forecast, place.KilometresTo(forecast.Station.Place)))
        .Where(nearby => nearby.Kilometres <= mostKilometres)
        .OrderBy(nearby => nearby.Kilometres).ThenByDescending(nearby => nearby.Forecast.IssuedAt)
        .FirstOrDefault();
}
