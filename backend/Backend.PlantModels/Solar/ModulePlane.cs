namespace LocalEnergyMarket.Backend.PlantModels.Solar;

/// <summary>What arrives on a module, W/m².</summary>
public readonly record struct PlaneIrradiance(double Beam, double Sky, double Ground)
{
    public double Total => Beam + Sky + Ground;
}

/// <summary>Turns irradiance on the horizontal into that on a plane.</summary>
/// <param name="Tilt">Degrees: 0 lies flat, 90 is a wall.</param>
/// <param name="Azimuth">Degrees from north by east that it faces.</param>
public readonly record struct ModulePlane(double Tilt, double Azimuth)
{
    /// <summary>Grass and soil.</summary>
    public const double UsualAlbedo = 0.25;

    const double LowestCosine = 0.01745;

    /// <summary>The cosine of the angle between the sun and the plane's normal; negative behind it.</summary>
    public double CosineOfIncidence(double zenith, double azimuth) =>
        (Degrees.Cos(zenith) * Degrees.Cos(Tilt)) + (Degrees.Sin(zenith) * Degrees.Sin(Tilt) * Degrees.Cos(azimuth - Azimuth));

    /// <summary>The angle of incidence, degrees.</summary>
    public double Incidence(double zenith, double azimuth) => Degrees.Acos(CosineOfIncidence(zenith, azimuth));

    /// <summary>The part of the sky's light that the plane sees if the sky is bright alike everywhere, W/m².</summary>
    public double IsotropicSky(double diffuse) => diffuse * (1 + Degrees.Cos(Tilt)) / 2;

    /// <summary>The sky's light with a bright part round the sun (Hay and Davies 1980), W/m².</summary>
    public double HayDaviesSky(Irradiance light, double extraterrestrial, double zenith, double azimuth)
    {
        var anisotropy = light.Direct / extraterrestrial;
        var ratio = Math.Max(CosineOfIncidence(zenith, azimuth), 0) / Math.Max(Degrees.Cos(zenith), LowestCosine);
        return (light.Diffuse * anisotropy * ratio) + (IsotropicSky(light.Diffuse) * (1 - anisotropy));
    }

    /// <summary>What the ground in front throws back, W/m².</summary>
    public double Ground(double global, double albedo = UsualAlbedo) => global * albedo * (1 - Degrees.Cos(Tilt)) / 2;

    public PlaneIrradiance Receive(Irradiance light, double extraterrestrial, double zenith, double azimuth, double albedo = UsualAlbedo) => new(
        light.Direct * Math.Max(CosineOfIncidence(zenith, azimuth), 0),
        HayDaviesSky(light, extraterrestrial, zenith, azimuth),
        Ground(light.Global, albedo));
}
