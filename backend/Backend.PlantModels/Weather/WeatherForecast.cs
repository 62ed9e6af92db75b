namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>A place that weather is forecast for.</summary>
/// <param name="Id">The weather service's, for example <c>10384</c>.</param>
public sealed record WeatherStation(string Id, string Name, GeoPoint Place);

/// <summary>Weather at an instant, and irradiance as the mean over the step that ends with it. Null is not known.</summary>
/// <param name="Global">Global irradiance on the horizontal, W/m².</param>
/// <param name="Temperature">Of the air at 2 m, degrees Celsius.</param>
/// <param name="Wind">At 10 m above ground, m/s.</param>
/// <param name="Cloud">Part of the sky that is covered, 0 to 1.</param>
/// <param name="Pressure">Reduced to sea level, Pa.</param>
/// <param name="Direct">Direct irradiance on a plane that faces the sun, W/m².</param>
/// <param name="Diffuse">Diffuse irradiance on the horizontal, W/m².</param>
public sealed record WeatherStep(
    DateTimeOffset Time, double? Global, double? Temperature, double? Wind, double? Cloud, double? Pressure, double? Direct = null, double? Diffuse = null);

/// <summary>What a weather service expects at a station.</summary>
/// <param name="IssuedAt">When it was computed.</param>
/// <param name="Step">The time between two steps, over which irradiance is a mean.</param>
/// <param name="Steps">In rising order of time.</param>
public sealed record WeatherForecast(WeatherStation Station, DateTimeOffset IssuedAt, TimeSpan Step, IReadOnlyList<WeatherStep> Steps);
