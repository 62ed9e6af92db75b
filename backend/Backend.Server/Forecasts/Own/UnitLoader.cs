using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.PlantModels;
using LocalEnergyMarket.Backend.PlantModels.Choosing;
using LocalEnergyMarket.Backend.PlantModels.Mastr;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>Makes units for the models of what the register of plants knows of them.</summary>
sealed class UnitLoader(UnitRegister units, StoragePlants storagePlants)
{
    const int Page = 500;
    const string StoragePlant = "SpeMastrNummer";

    /// <summary>Where plants of sun and wind stand, as far as known.</summary>
    public async Task<IReadOnlyCollection<GeoPoint>> PlacesAsync(
        IEnumerable<string> unitNumbers, IReadOnlyDictionary<string, GeoPoint> postcodes, CancellationToken cancellation)
    {
        var places = new HashSet<GeoPoint>();
        foreach (var page in unitNumbers.Chunk(Page))
        {
            foreach (var unit in (await units.FindAsync(page, cancellation)).Where(unit => unit.Kind is UnitKind.Solar or UnitKind.Wind))
            {
                if (new MastrFields(unit.Fields).Place is { } place || postcodes.TryGetValue(unit.Postcode, out place))
                {
                    places.Add(place);
                }
            }
        }

        return places;
    }

    /// <summary>Those of these units that the register has, by their numbers.</summary>
    public async Task<IReadOnlyDictionary<string, PlantUnit>> FindAsync(
        IReadOnlyCollection<string> unitNumbers, IReadOnlyDictionary<string, PastEnergy> past, IReadOnlyDictionary<string, ConsumptionEstimate> estimates,
        CancellationToken cancellation)
    {
        var found = await units.FindAsync(unitNumbers, cancellation);
        var plants = await storagePlants.FindAsync(
            [.. found.Where(unit => unit.Kind == UnitKind.Storage).Select(unit => new MastrFields(unit.Fields).Text(StoragePlant)).Where(number => number.Length > 0)], cancellation);
        return found.ToDictionary(unit => unit.Id, unit => ToPlantUnit(unit, past.GetValueOrDefault(unit.Id) ?? new(), estimates, plants), StringComparer.Ordinal);
    }

    static PlantUnit ToPlantUnit(
        Unit unit, PastEnergy past, IReadOnlyDictionary<string, ConsumptionEstimate> estimates, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> plants)
    {
        var record = new MastrFields(unit.Fields);
        return new(unit.Id, KindOf(unit.Kind), record, unit.Postcode, past.Produced, past.Consumed)
        {
            StorageRecord = plants.TryGetValue(record.Text(StoragePlant), out var plant) ? new(plant) : null,
            Estimate = estimates.GetValueOrDefault(unit.Id),
        };
    }

    static PlantKind KindOf(UnitKind kind) => kind switch
    {
        UnitKind.Solar => PlantKind.Solar,
        UnitKind.Wind => PlantKind.Wind,
        UnitKind.Storage => PlantKind.Storage,
        UnitKind.Consumer => PlantKind.Consumer,
        _ => PlantKind.Other,
    };
}
