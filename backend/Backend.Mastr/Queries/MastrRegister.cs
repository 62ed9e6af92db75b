using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Queries;

/// <summary>Reads the copy of the Marktstammdatenregister, whole records with what their catalogue ids stand for.</summary>
public sealed class MastrRegister(IDocumentStore store)
{
    const int MostLinked = 200;

    const string Select = $"select kind, number, updated_at, synced_at, gone_at, data from mastr_records where generation = {CurrentGeneration.Sql}";

    static readonly short[] AllKinds = [.. MastrKinds.All.Select(kind => kind.Id)];

    /// <summary>What is followed from a record, and on from there: not on from an operator, which may have ten thousand units.</summary>
    static readonly HashSet<string> Links = new(StringComparer.OrdinalIgnoreCase)
    {
        "LokationMastrNummer", "NetzanschlusspunkteMaStRNummern", "NetzMaStRNummer", "SpeMastrNummer", "EegMaStRNummer", "KwkMaStRNummer", "GenMastrNummer",
        "AnlagenbetreiberMastrNummer", "NetzbetreiberMaStRNummer", "MarktakteurMastrNummer", "SpeicherMaStRNummer",
    };

    /// <summary>From the record asked for alone.</summary>
    static readonly HashSet<string> NearLinks = new(StringComparer.OrdinalIgnoreCase)
    {
        "VerknuepfteEinheitenMaStRNummern", "GemeinsamRegistrierteSolareinheitMastrNummer", "VerknuepfteEinheitMaStRNummern",
    };

    /// <summary>The records of a number, and those that they are linked with.</summary>
    public async Task<LinkedRecords> FindAsync(string number, CancellationToken cancellation)
    {
        var found = await QueryAsync($"{Select} and kind = any ($1) and number = $2 order by kind", cancellation, AllKinds, number);
        var linked = new List<StoredRecord>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { number };
        var dangling = new SortedSet<string>(StringComparer.Ordinal);
        var wanted = Named(found, near: true);
        for (var depth = 0; depth < 4 && linked.Count < MostLinked; depth++)
        {
            var next = wanted.Where(seen.Add).Take(MostLinked - linked.Count).ToArray();
            if (next.Length == 0)
            {
                break;
            }

            var reached = await QueryAsync($"{Select} and kind = any ($1) and number = any ($2) order by kind, number", cancellation, AllKinds, next);
            dangling.UnionWith(next.Except(reached.Select(record => record.Number), StringComparer.Ordinal));
            linked.AddRange(reached);
            wanted = Named(reached, near: false);
        }

        if (found.Any(record => MastrKinds.Get(record.Kind).Class == MastrClass.MarketActor))
        {
            linked.AddRange(await QueryAsync($"{Select} and actor = $1 and kind = 41 order by number limit $2", cancellation, number, MostLinked));
        }

        return new(found, linked, [.. dangling]);
    }

    static List<string> Named(IReadOnlyList<StoredRecord> records, bool near) =>
    [
        .. records.SelectMany(record => record.Fields)
            .Where(field => !field.IsMarkedAbsent && (Links.Contains(field.Name) || (near && NearLinks.Contains(field.Name))))
            .SelectMany(field => field.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)),
    ];

    async Task<IReadOnlyList<StoredRecord>> QueryAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        var rows = new List<(MastrKind Kind, StoredRecord Record, Dictionary<string, string> Fields)>();
        await using (var command = new NpgsqlCommand(sql, connection))
        {
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value });
            }

            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var kind = MastrKinds.Get(reader.GetInt16(0));
                rows.Add((
                    kind,
                    new(kind.Name, reader.GetString(1), At(reader, 2), At(reader, 3), At(reader, 4), []),
                    MastrJson.Read(await reader.GetFieldValueAsync<byte[]>(5, cancellation))));
            }
        }

        var texts = await CatalogueTexts.LoadAsync(connection, rows.Select(row => (row.Kind, (IReadOnlyDictionary<string, string>)row.Fields)), cancellation);
        return [.. rows.Select(row => row.Record with { Fields = Fields(row.Kind, row.Fields, texts) })];
    }

    static List<StoredField> Fields(MastrKind kind, Dictionary<string, string> fields, CatalogueTexts texts) =>
    [
        .. fields.OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase)
            .Select(field => new StoredField(field.Key, field.Value, texts.TextOf(kind, field.Key, field.Value), fields.IsMarkedAbsent(field.Key))),
    ];

    static DateTimeOffset? At(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
