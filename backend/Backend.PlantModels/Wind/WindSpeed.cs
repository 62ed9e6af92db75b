namespace LocalEnergyMarket.Backend.PlantModels.Wind;

/// <summary>Wind at another height, m/s.</summary>
public static class WindSpeed
{
    /// <summary>The logarithmic profile over rough ground.</summary>
    /// <param name="speed">As measured, m/s.</param>
    /// <param name="measuredAt">Height above ground, m.</param>
    /// <param name="hub">Height asked for, m.</param>
    /// <param name="roughness">Roughness length of the ground, m: 0.0002 sea, 0.03 grass, 0.15 fields with hedges, 0.5 to 1 towns.</param>
    /// <param name="obstacles">Height of dense obstacles around, which lifts the profile by 0.7 of it, m.</param>
    public static double Logarithmic(double speed, double measuredAt, double hub, double roughness, double obstacles = 0)
    {
        var lift = 0.7 * obstacles;
        return measuredAt - lift > roughness && hub - lift > roughness
            ? speed * Math.Log((hub - lift) / roughness) / Math.Log((measuredAt - lift) / roughness)
            : throw new PlantModelException($"The wind at {measuredAt} m and {hub} m cannot be compared over ground of roughness {roughness} m with obstacles of {obstacles} m.");
    }

    /// <summary>The power law with Hellmann's exponent, where the ground is not known.</summary>
    public static double Hellmann(double speed, double measuredAt, double hub, double exponent = 1.0 / 7) => speed * Math.Pow(hub / measuredAt, exponent);
}
