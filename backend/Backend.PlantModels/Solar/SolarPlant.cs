namespace LocalEnergyMarket.Backend.PlantModels.Solar;

/// <summary>Modules that face one way.</summary>
/// <param name="Plane">Where they face; null if they follow the sun on two axes.</param>
/// <param name="Share">Their part of the plant's rated power, above 0, at most 1.</param>
public sealed record SolarArray(ModulePlane? Plane, double Share);

/// <summary>How the modules are cooled.</summary>
public enum Mounting
{
    /// <summary>Air flows round them (Faiman).</summary>
    Free,

    /// <summary>Close above a roof (SAPM, glass and glass).</summary>
    Roof,
}

/// <summary>A photovoltaic plant behind one inverter power.</summary>
/// <param name="ModuleWatts">Rated power of all modules, W.</param>
/// <param name="InverterWatts">Rated power of the inverters together, W.</param>
/// <param name="FeedInLimitWatts">What it may feed in at the most, W; null without a limit.</param>
public sealed record SolarPlant(
    GeoPoint Place, double ModuleWatts, double InverterWatts, double? FeedInLimitWatts, IReadOnlyList<SolarArray> Arrays, Mounting Mounting = Mounting.Free)
{
    /// <summary>The part lost before the inverter.</summary>
    public double Losses { get; init; } = PvWatts.UsualLosses;

    /// <summary>1/K.</summary>
    public double TemperatureCoefficient { get; init; } = PvWatts.UsualTemperatureCoefficient;

    /// <summary>The part of the light that the ground throws back.</summary>
    public double Albedo { get; init; } = ModulePlane.UsualAlbedo;

    /// <summary>What can come out at the most, W.</summary>
    public double LargestWatts => Math.Min(InverterWatts, FeedInLimitWatts ?? double.PositiveInfinity);
}
