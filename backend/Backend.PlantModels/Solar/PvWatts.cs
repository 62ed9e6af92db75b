namespace LocalEnergyMarket.Backend.PlantModels.Solar;

/// <summary>The PVWatts model (Dobos 2014): from light on the cells to power at the inverter.</summary>
public static class PvWatts
{
    /// <summary>Most silicon modules, 1/K.</summary>
    public const double UsualTemperatureCoefficient = -0.004;

    const double NominalEfficiency = 0.96;
    const double ReferenceEfficiency = 0.9637;

    /// <summary>Power of the modules, W.</summary>
    /// <param name="irradiance">On the cells, W/m².</param>
    /// <param name="cell">Degrees Celsius.</param>
    /// <param name="rated">At 1000 W/m² and 25 degrees, W.</param>
    /// <param name="coefficient">1/K.</param>
    public static double Modules(double irradiance, double cell, double rated, double coefficient = UsualTemperatureCoefficient) =>
        Math.Max(0, irradiance / 1000 * rated * (1 + (coefficient * (cell - 25))));

    /// <summary>
    /// The part lost before the inverter: soiling 2 %, shading 3 %, mismatch 2 %, wiring 2 %, connections 0.5 %, light-induced degradation 1.5 %,
    /// nameplate 1 %, availability 3 %.
    /// </summary>
    public static double UsualLosses { get; } =
        1 - ((1 - 0.02) * (1 - 0.03) * (1 - 0.02) * (1 - 0.02) * (1 - 0.005) * (1 - 0.015) * (1 - 0.01) * (1 - 0.03));

    /// <summary>Power behind the inverter, W.</summary>
    /// <param name="direct">Power in front of it, W.</param>
    /// <param name="ratedDirect">The power in front of it at which it gives its rated power, W.</param>
    /// <param name="efficiency">At the rated power.</param>
    public static double Inverter(double direct, double ratedDirect, double efficiency = NominalEfficiency)
    {
        if (direct <= 0 || ratedDirect <= 0)
        {
            return 0;
        }

        var load = direct / ratedDirect;
        var part = efficiency / ReferenceEfficiency * ((-0.0162 * load) - (0.0059 / load) + 0.9858);
        return Math.Clamp(part * direct, 0, efficiency * ratedDirect);
    }

    /// <summary>The same by the inverter's rated power behind it, W.</summary>
    public static double InverterOf(double direct, double ratedAlternating) => Inverter(direct, ratedAlternating / NominalEfficiency);
}
