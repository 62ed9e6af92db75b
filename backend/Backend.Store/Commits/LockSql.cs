using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>
/// The first half of a commit: takes the rows it will change, streams before documents and each in the order of the ids, and reads what
/// must be known to decide. Whoever takes rows takes them in this order, so that nobody waits for another in a circle.
/// </summary>
sealed class LockSql
{
    const string LockStreams = """
        select id, coalesce(version, 0), is_archived from mt_streams where id = any($1) order by id for no key update
        """;

    readonly Guid[] _streams;
    readonly List<(DocumentMapping Mapping, object[] Ids)> _documents;
    readonly List<(Aggregation Aggregation, object[] Ids)> _snapshots;

    public LockSql(StoreOptions options, IReadOnlyList<UnitOfWork> units, bool expectNew)
    {
        var actions = units.SelectMany(unit => unit.Streams).ToList();
        if (expectNew)
        {
            // A stream that is only started is left to its primary key.
            actions = [.. actions.GroupBy(action => action.Id).Where(same => same.Count() > 1 || !same.First().Starts).SelectMany(same => same)];
        }

        _streams = [.. actions.Select(action => action.Id).Distinct()];
        _documents =
        [
            .. units.SelectMany(unit => unit.Documents).GroupBy(operation => operation.Mapping)
                .Where(table => table.Any(operation => operation.Kind != DocumentOperationKind.Store))
                .OrderBy(table => table.Key.Alias, StringComparer.Ordinal)
                .Select(table => (table.Key, table.Select(operation => operation.Id).Distinct().ToArray())),
        ];
        _snapshots = [.. options.Projections.Inline.Select(aggregation => (aggregation, Ids(aggregation, units, actions))).Where(needed => needed.Item2.Length > 0)];
    }

    /// <summary>Whether there is anything to take or to read.</summary>
    public bool IsEmpty => _streams.Length == 0 && _documents.Count == 0 && _snapshots.Count == 0;

    public void Fill(NpgsqlBatch batch)
    {
        if (_streams.Length > 0)
        {
            Add(batch, LockStreams, _streams);
        }

        foreach (var (mapping, ids) in _documents)
        {
            batch.BatchCommands.Add(new($"select id from {mapping.Table} where id = any($1) order by id for no key update")
            {
                Parameters = { mapping.IdArray(ids) },
            });
        }

        // After the streams: who held one before has committed its snapshot by now, and this statement sees it. What is made of several
        // streams is guarded by itself.
        foreach (var (aggregation, ids) in _snapshots)
        {
            var mapping = aggregation.Snapshot!;
            var held = aggregation.IsMultiStream ? " order by id for no key update" : "";
            batch.BatchCommands.Add(new($"select id, data, mt_version from {mapping.Table} where id = any($1){held}") { Parameters = { mapping.IdArray(ids) } });
        }
    }

    /// <summary>Reads what <see cref="Fill"/> asked; the reader stands on the first of its results.</summary>
    public async Task<StoredRows> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var rows = new StoredRows();
        if (_streams.Length > 0)
        {
            while (await reader.ReadAsync(cancellation))
            {
                rows.Streams.Add(reader.GetGuid(0), new(reader.GetInt64(1), !reader.IsDBNull(2) && reader.GetBoolean(2)));
            }

            await reader.NextResultAsync(cancellation);
        }

        foreach (var (mapping, _) in _documents)
        {
            rows.Tables.Add(mapping);
            while (await reader.ReadAsync(cancellation))
            {
                rows.Documents.Add(new(mapping, mapping.ReadId(reader, 0)));
            }

            await reader.NextResultAsync(cancellation);
        }

        foreach (var (aggregation, _) in _snapshots)
        {
            while (await reader.ReadAsync(cancellation))
            {
                rows.Snapshots.Add((aggregation, aggregation.Snapshot!.ReadId(reader, 0)), (reader.GetString(1), reader.GetInt64(2)));
            }

            await reader.NextResultAsync(cancellation);
        }

        return rows;
    }

    static object[] Ids(Aggregation aggregation, IReadOnlyList<UnitOfWork> units, IEnumerable<StreamAction> actions) => aggregation.IsMultiStream
        ? [.. units.SelectMany(unit => unit.IdsOf(aggregation)).Distinct()]
        : [.. actions.Where(action => NeedsState(aggregation, action)).Select(action => action.Id).Distinct().Cast<object>()];

    static bool NeedsState(Aggregation aggregation, StreamAction action) =>
        !action.Starts && action.Events.Exists(aggregation.Handles) && (action.VersionBefore is null || action.Fetched?.Type != aggregation.Type);

    static void Add(NpgsqlBatch batch, string sql, Guid[] ids) => batch.BatchCommands.Add(new(sql)
    {
        Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = ids } },
    });
}
