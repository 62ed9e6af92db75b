using LocalEnergyMarket.Backend.PlantModels;
using LocalEnergyMarket.Backend.PlantModels.Choosing;
using LocalEnergyMarket.Backend.PlantModels.LoadProfiles;
using LocalEnergyMarket.Backend.PlantModels.Wind;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>What the supplier's files say.</summary>
/// <param name="Problems">What is wrong with those that are not used.</param>
sealed record SupplierTables(
    LoadProfileLibrary Profiles,
    IReadOnlyDictionary<string, ConsumptionEstimate> Consumers,
    IReadOnlyDictionary<string, GeoPoint> Postcodes,
    IReadOnlyDictionary<string, PowerCurve> Curves,
    IReadOnlyList<string> Problems);
