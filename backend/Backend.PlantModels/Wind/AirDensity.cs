namespace LocalEnergyMarket.Backend.PlantModels.Wind;

/// <summary>How heavy the air is at a hub.</summary>
public static class AirDensity
{
    /// <summary>Of the standard atmosphere, for which power curves hold, kg/m³.</summary>
    public const double Standard = 1.225;

    /// <summary>Temperature at another height, K: 6.5 K less a kilometre.</summary>
    public static double TemperatureAt(double temperature, double measuredAt, double hub) => temperature - (0.0065 * (hub - measuredAt));

    /// <summary>By the barometric formula, kg/m³.</summary>
    /// <param name="pressure">Pa, at the height it was measured.</param>
    /// <param name="climb">The hub's height above that, m.</param>
    /// <param name="temperatureAtHub">K.</param>
    public static double Barometric(double pressure, double climb, double temperatureAtHub) =>
        ((pressure / 100) - (climb / 8)) * Standard * 288.15 * 100 / (101_330 * temperatureAtHub);

    /// <summary>By the ideal gas law, kg/m³.</summary>
    public static double IdealGas(double pressure, double climb, double temperatureAtHub) =>
        ((pressure / 100) - (climb / 8)) * 100 / (287.058 * temperatureAtHub);
}
