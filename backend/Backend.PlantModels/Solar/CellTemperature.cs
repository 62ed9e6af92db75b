namespace LocalEnergyMarket.Backend.PlantModels.Solar;

/// <summary>How warm the cells get, degrees Celsius, from the irradiance on the module (W/m²), the air (degrees Celsius) and the wind (m/s).</summary>
public static class CellTemperature
{
    /// <summary>Faiman 2008, for modules that air flows round.</summary>
    public static double Faiman(double irradiance, double air, double wind) => air + (irradiance / (25 + (6.84 * wind)));

    /// <summary>PVsyst's model for freestanding modules: 29 W/(m²K), absorption 0.9, efficiency 0.1.</summary>
    public static double Pvsyst(double irradiance, double air) => air + (irradiance * 0.9 * (1 - 0.1) / 29);

    /// <summary>King 2004 (SAPM).</summary>
    public static double Sapm(double irradiance, double air, double wind, SapmMount mount) =>
        air + (irradiance * Math.Exp(mount.A + (mount.B * wind))) + (irradiance / 1000 * mount.DeltaT);
}

/// <summary>A way to mount modules, by the parameters of the SAPM.</summary>
public sealed record SapmMount(double A, double B, double DeltaT)
{
    public static readonly SapmMount OpenRackGlassGlass = new(-3.47, -0.0594, 3);
    public static readonly SapmMount CloseRoofGlassGlass = new(-2.98, -0.0471, 1);
    public static readonly SapmMount InsulatedBackGlassPolymer = new(-2.81, -0.0455, 0);
    public static readonly SapmMount OpenRackGlassPolymer = new(-3.56, -0.075, 3);
}
