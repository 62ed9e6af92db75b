using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

/// <summary>
/// The snapshots that follow from the events just appended. The appends hold their streams' rows, so what is read here cannot change
/// before the commit.
/// </summary>
sealed class InlineSnapshots(StoreOptions options, NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    public async Task<List<DocumentOperation>> ComputeAsync(IReadOnlyCollection<StreamAction> actions, CancellationToken cancellation)
    {
        var operations = new List<DocumentOperation>();
        foreach (var aggregation in options.Projections.Aggregations)
        {
            if (aggregation.Snapshot is { } mapping && actions.Where(action => action.Events.Exists(aggregation.Handles)).ToList() is { Count: > 0 } touched)
            {
                var before = await LoadAsync(mapping, [.. touched.Where(action => NeedsState(aggregation, action))], cancellation);
                foreach (var action in touched)
                {
                    operations.Add(await ComputeAsync(aggregation, mapping, action, before, cancellation));
                }
            }
        }

        return operations;
    }

    static bool NeedsState(Aggregation aggregation, StreamAction action) =>
        action.Events[0].Version > 1 && action.Fetched?.Type != aggregation.Type;

    async Task<DocumentOperation> ComputeAsync(
        Aggregation aggregation, DocumentMapping mapping, StreamAction action, Dictionary<Guid, object> before, CancellationToken cancellation)
    {
        var state = !NeedsState(aggregation, action) ? action.Events[0].Version > 1 ? action.Fetched?.Value : null
            : before.TryGetValue(action.Id, out var loaded) ? loaded
            : aggregation.Fold(null, await EarlierAsync(action, cancellation));
        var after = aggregation.Fold(state, action.Events);
        var id = mapping.IdDbType == NpgsqlTypes.NpgsqlDbType.Uuid ? action.Id
            : throw new StoreException($"{mapping.DocumentType.Name} is the snapshot of a stream; its Id must be a Guid.");
        if (after is not null && (Guid)mapping.IdOf(after) != id)
        {
            throw new StoreException($"The {mapping.DocumentType.Name} folded from stream {id} carries another id: set it from the event's StreamId.");
        }

        return after is null
            ? new(DocumentOperationKind.Delete, mapping, id, null)
            : new(DocumentOperationKind.Store, mapping, id, after, action.Events[^1].Version);
    }

    async Task<Dictionary<Guid, object>> LoadAsync(DocumentMapping mapping, List<StreamAction> actions, CancellationToken cancellation)
    {
        if (actions.Count == 0)
        {
            return [];
        }

        var rows = await RowReader.ReadAsync(
            connection,
            transaction,
            command =>
            {
                command.CommandText = $"select id, data from {mapping.Table} where id = any($1)";
                command.Parameters.Add(new() { Value = actions.Select(action => action.Id).ToArray() });
            },
            reader => (Id: reader.GetGuid(0), Document: StoreJson.Deserialize(mapping.DocumentType, reader.GetString(1))),
            cancellation);
        return rows.ToDictionary(row => row.Id, row => row.Document);
    }

    // The snapshot was deleted, or registered after the stream began.
    Task<IReadOnlyList<Event>> EarlierAsync(StreamAction action, CancellationToken cancellation) => RowReader.ReadAsync(
        connection,
        transaction,
        command => EventQueries.FillStream(command, action.Id, action.Events[0].Version - 1),
        reader => EventReader.Read(options.Events, reader),
        cancellation);
}
