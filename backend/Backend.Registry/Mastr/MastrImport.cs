using LocalEnergyMarket.Backend.Registry.Units;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Registry.Mastr;

/// <summary>What an import took.</summary>
public sealed record MastrImportSummary(int Units, int MarketActors, IReadOnlyList<string> Warnings);

/// <summary>
/// Fills the register from a bulk export, whole or not at all. A record that is there twice (files repeat their last item) is one; a record
/// that is already registered is replaced by the newer file's.
/// </summary>
public sealed class MastrImport(IDocumentStore store)
{
    /// <exception cref="RegistryException">The file cannot be read; nothing was changed.</exception>
    public async Task<MastrImportSummary> RunAsync(Stream zip, CancellationToken cancellation)
    {
        using var export = new MastrExport(zip);
        var units = new Dictionary<string, Unit>(StringComparer.Ordinal);
        var actors = new Dictionary<string, MarketActor>(StringComparer.Ordinal);
        var warnings = new List<string>();
        await foreach (var record in export.ReadAsync(MastrUnits.Kinds, cancellation))
        {
            if (string.Equals(record.Kind, MastrUnits.Actors, StringComparison.OrdinalIgnoreCase))
            {
                Keep(actors, MastrUnits.ToActor(record), actor => actor.Id, record.Kind, warnings);
            }
            else
            {
                Keep(units, MastrUnits.ToUnit(record), unit => unit.Id, record.Kind, warnings);
            }
        }

        if (units.Count == 0)
        {
            throw new RegistryException(
                RegistryError.MastrFileInvalid, "", "The zip holds no units (no file EinheitenSolar…, EinheitenWind…, … with an item): is it the MaStR's bulk export?");
        }

        await using var session = store.LightweightSession();
        session.Store<Unit>(units.Values);
        session.Store<MarketActor>(actors.Values);
        await session.SaveChangesAsync(cancellation);
        return new(units.Count, actors.Count, [.. export.Warnings, .. warnings]);
    }

    static void Keep<T>(Dictionary<string, T> kept, T item, Func<T, string> id, string kind, List<string> warnings)
    {
        var number = id(item);
        if (!MastrNumber.HasForm(number))
        {
            warnings.Add($"{kind}: an item without a MaStR number ('{number}') was passed over.");
            return;
        }

        if (!MastrNumber.HasRightCheckDigit(number))
        {
            warnings.Add($"{kind}: the check digit of {number} is wrong; it was taken all the same.");
        }

        kept[number] = item;
    }
}
