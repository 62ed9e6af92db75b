using LocalEnergyMarket.Backend.Mastr.Export;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>What an import took.</summary>
public sealed record MastrImportSummary(int Units, int MarketActors, IReadOnlyList<string> Warnings);

/// <summary>
/// Fills the register from a bulk export, whole or not at all. A record that is there twice (files repeat their last item) is one; a record
/// that is already registered is replaced by the newer file's.
/// </summary>
public sealed class MastrImport(IDocumentStore store)
{
    /// <exception cref="MastrException">The file cannot be read; nothing was changed.</exception>
    public async Task<MastrImportSummary> RunAsync(Stream zip, CancellationToken cancellation)
    {
        using var export = new MastrExport(zip);
        var records = new Dictionary<(string, string), MastrRecord>();
        var warnings = new List<string>();
        await foreach (var item in export.ReadAsync(MastrKinds.All.Select(kind => kind.Name).ToHashSet(StringComparer.OrdinalIgnoreCase), cancellation))
        {
            var kind = MastrKinds.Get(item.Kind);
            var number = kind.Key.Length == 0 ? item["EinheitMastrNummer"] : item[kind.Key];
            if (kind.Class is MastrClass.Unit or MastrClass.MarketActor && !MastrNumber.HasForm(number))
            {
                warnings.Add($"{kind.Name}: an item without a MaStR number ('{number}') was passed over.");
            }
            else if (number.Length > 0)
            {
                records[(kind.Name, number)] = MastrRecord.Of(kind.Name, number, null, item.Fields);
            }
        }

        var units = records.Keys.Count(key => MastrKinds.Get(key.Item1).IsUnit);
        if (units == 0)
        {
            throw new MastrException(
                MastrError.FileInvalid, "", "The zip holds no units (no file EinheitenSolar…, EinheitenWind…, … with an item): is it the MaStR's bulk export?");
        }

        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await MastrRecords.UpsertAsync([.. records.Values], connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        return new(units, records.Values.Count(record => record.Kind == "Marktakteure"), [.. export.Warnings, .. warnings]);
    }
}
