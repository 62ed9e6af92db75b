using LocalEnergyMarket.Backend.PlantModels.Weather;

namespace LocalEnergyMarket.Backend.PlantModels.Wind;

/// <summary>A wind turbine.</summary>
/// <param name="HubHeight">m above ground.</param>
/// <param name="LargestWatts">What it may give at the most, W.</param>
/// <param name="Roughness">Roughness length of the ground around, m.</param>
public sealed record WindTurbine(GeoPoint Place, double HubHeight, PowerCurve Curve, double LargestWatts, double Roughness = WindTurbine.UsualRoughness)
{
    /// <summary>Fields with hedges and single houses, m.</summary>
    public const double UsualRoughness = 0.15;

    /// <summary>Open sea, m.</summary>
    public const double SeaRoughness = 0.0002;
}

/// <summary>From weather to the energy of a turbine: wind at the hub, density of the air there, power curve.</summary>
public static class WindModel
{
    const double KelvinAtZero = 273.15;

    /// <summary>Weather stations measure the wind at 10 m and the temperature at 2 m above ground.</summary>
    const double WindHeight = 10;

    const double TemperatureHeight = 2;

    /// <summary>One prediction for each quarter hour whose wind is known; the density is the standard one where temperature or pressure are not.</summary>
    public static IReadOnlyList<SlotPrediction> Predict(WindTurbine turbine, IEnumerable<QuarterHourWeather> weather) =>
    [
        .. weather
            .Where(quarter => quarter.Wind is not null)
            .Select(quarter => new SlotPrediction(quarter.Timeslot, Rounding.QuarterHour(Power(turbine, quarter), turbine.LargestWatts))),
    ];

    /// <summary>W.</summary>
    static double Power(WindTurbine turbine, QuarterHourWeather quarter)
    {
        var speed = WindSpeed.Logarithmic(quarter.Wind!.Value, WindHeight, turbine.HubHeight, turbine.Roughness);
        return (Density(turbine, quarter) is { } density ? turbine.Curve.InAirOf(density) : turbine.Curve).At(speed);
    }

    static double? Density(WindTurbine turbine, QuarterHourWeather quarter) => quarter is { Temperature: { } temperature, Pressure: { } pressure }
        ? AirDensity.Barometric(
            pressure, turbine.Place.Elevation + turbine.HubHeight, AirDensity.TemperatureAt(temperature + KelvinAtZero, TemperatureHeight, turbine.HubHeight))
        : null;
}
