using System.Globalization;
using System.Text.Json;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Mastr.Queries;

/// <summary>The state of the copy that is read.</summary>
/// <param name="Generation">Its number: grows with every whole export.</param>
/// <param name="Source">The export's file, or where it came from otherwise.</param>
/// <param name="ExportDate">The day (UTC) of the export; null if it is none.</param>
/// <param name="FilledAt">When it was last filled or added to.</param>
/// <param name="Counts">Records that are listed, by kind, as of then.</param>
/// <param name="Loading">The file of an import that is running, or was interrupted; "" if there is none.</param>
public sealed record MastrState(
    int Generation, string Source, DateOnly? ExportDate, DateTimeOffset? FilledAt, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<string> Warnings, string Loading);

/// <summary>Says what the copy of the register holds.</summary>
public sealed class MastrStates(IDocumentStore store)
{
    /// <summary>Null if nothing was ever imported.</summary>
    public async Task<MastrState?> CurrentAsync(CancellationToken cancellation)
    {
        await using var command = store.DataSource.CreateCommand("""
            select id, source, export_date, finished_at, counts::text, warnings,
                coalesce((select source from mastr_generations where state = 'loading' order by id desc limit 1), '')
            from mastr_generations where state = 'current'
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        return new(
            reader.GetInt32(0),
            reader.GetString(1),
            reader.IsDBNull(2) ? null : await reader.GetFieldValueAsync<DateOnly>(2, cancellation),
            reader.IsDBNull(3) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellation),
            Counts(reader.GetString(4)),
            await reader.GetFieldValueAsync<string[]>(5, cancellation),
            reader.GetString(6));
    }

    static Dictionary<string, long> Counts(string json)
    {
        using var counts = JsonDocument.Parse(json);
        return counts.RootElement.EnumerateObject().ToDictionary(
            count => MastrKinds.Get(short.Parse(count.Name, NumberStyles.None, CultureInfo.InvariantCulture)).Name, count => count.Value.GetInt64(), StringComparer.Ordinal);
    }
}
