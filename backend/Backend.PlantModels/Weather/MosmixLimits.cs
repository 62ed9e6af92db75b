namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>What a weather file may hold at the most: far more than the real ones, which have 248 hours, 5,600 stations and 1.5 GB unpacked.</summary>
/// <param name="Bytes">Unpacked.</param>
/// <param name="Steps">Points in time.</param>
public sealed record MosmixLimits(long Bytes = 4L << 30, int Stations = 20_000, int Steps = 1_000);
