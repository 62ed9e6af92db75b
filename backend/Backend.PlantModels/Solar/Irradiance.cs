namespace LocalEnergyMarket.Backend.PlantModels.Solar;

/// <summary>What arrives on the ground, W/m².</summary>
/// <param name="Global">On the horizontal.</param>
/// <param name="Direct">From the sun's disc, on a plane that faces it (DNI).</param>
/// <param name="Diffuse">From the sky, on the horizontal.</param>
public readonly record struct Irradiance(double Global, double Direct, double Diffuse)
{
    const double SolarConstant = 1366.1;
    const double LowestCosine = 0.065;
    const double LowestSun = 87;

    /// <summary>Above the air, on a plane that faces the sun (Spencer 1971), W/m².</summary>
    /// <param name="dayOfYear">1 to 366.</param>
    public static double Extraterrestrial(int dayOfYear)
    {
        var b = 2 * Math.PI * (dayOfYear - 1) / 365;
        return SolarConstant * (1.00011 + (0.034221 * Math.Cos(b)) + (0.00128 * Math.Sin(b)) + (0.000719 * Math.Cos(2 * b)) + (0.000077 * Math.Sin(2 * b)));
    }

    /// <summary>The global irradiance under a cloudless sky (Haurwitz 1945), W/m². Its shape over a day is used, not its height.</summary>
    public static double ClearSky(double apparentZenith)
    {
        var cosine = Degrees.Cos(apparentZenith);
        return apparentZenith < 90 && cosine > 0 ? 1098 * cosine * Math.Exp(-0.059 / cosine) : 0;
    }

    /// <summary>
    /// Splits a global irradiance by how clear the sky must be (Erbs, Klein and Duffie 1982). A sun below 87 degrees from the zenith gives no direct
    /// light, and no sun gives more than there is above the air.
    /// </summary>
    /// <param name="zenith">Degrees, without refraction.</param>
    /// <param name="extraterrestrial">W/m², facing the sun.</param>
    public static Irradiance FromGlobal(double global, double zenith, double extraterrestrial)
    {
        var cosine = Degrees.Cos(zenith);
        var clearness = Math.Clamp(global / (extraterrestrial * Math.Max(cosine, LowestCosine)), 0, 1);
        var diffuse = global * DiffusePart(clearness);
        var direct = (global - diffuse) / cosine;
        return zenith > LowestSun || direct < 0 ? new(global, 0, global)
            : direct > extraterrestrial ? new(global, extraterrestrial, global - (extraterrestrial * cosine))
            : new(global, direct, diffuse);
    }

    static double DiffusePart(double kt) => kt switch
    {
        <= 0.22 => 1 - (0.09 * kt),
        <= 0.8 => 0.9511 - (0.1604 * kt) + (4.388 * kt * kt) - (16.638 * kt * kt * kt) + (12.336 * kt * kt * kt * kt),
        _ => 0.165,
    };
}
