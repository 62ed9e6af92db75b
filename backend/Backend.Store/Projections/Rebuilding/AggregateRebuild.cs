using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections.Rebuilding;

/// <summary>
/// Makes the documents of an aggregate anew beside the old ones, and puts what differs in their place in one transaction. For an inline
/// aggregate appends wait during that last step, so that none is missed; reads never wait.
/// </summary>
sealed class AggregateRebuild(StoreOptions options, HighWater highWater, Aggregation aggregation, ProgressRow progress)
{
    // States in memory, before they are put into the table beside.
    const int MostStates = 50_000;

    readonly EventPages _pages = new(options, aggregation.EventTypes);
    readonly ShadowTable _shadow = new(aggregation);
    readonly Dictionary<object, ShadowRow> _states = [];

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await _shadow.CreateAsync(connection, cancellation);
        try
        {
            var ceiling = await highWater.ReadAsync(cancellation);
            await FoldAsync(connection, null, 0, ceiling, cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            if (aggregation.Lifecycle == SnapshotLifecycle.Inline)
            {
                ceiling = await CloseAsync(connection, transaction, ceiling, cancellation);
            }

            await _shadow.AddAsync(connection, transaction, _states, cancellation);
            await _shadow.MergeAsync(connection, transaction, cancellation);
            if (aggregation.Lifecycle == SnapshotLifecycle.Async)
            {
                await progress.ResetAsync(transaction, ceiling, cancellation);
            }

            await transaction.CommitAsync(CancellationToken.None);
        }
        finally
        {
            await ShadowTable.DropAsync(connection);
        }
    }

    /// <summary>Waits for the appends under way, keeps new ones waiting, and takes in what has come meanwhile.</summary>
    async Task<long> CloseAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long floor, CancellationToken cancellation)
    {
        var key = AdvisoryLockKey.For(options.DatabaseSchemaName, "append");
        await RowReader.ReadAsync(transaction, "select true from pg_advisory_xact_lock($1)", reader => reader.GetBoolean(0), cancellation, key);
        var last = (await RowReader.ReadAsync(transaction, "select coalesce(max(seq_id), 0) from mt_events", reader => reader.GetInt64(0), cancellation))[0];
        await FoldAsync(connection, transaction, floor, last, cancellation);
        return last;
    }

    async Task FoldAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, long floor, long ceiling, CancellationToken cancellation)
    {
        while (floor < ceiling)
        {
            var (events, reached) = await _pages.ReadAsync(connection, transaction, floor, ceiling, cancellation);
            await TakeAsync(connection, transaction, events, cancellation);
            floor = reached;
        }
    }

    async Task TakeAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var byId = events.SelectMany(e => aggregation.IdsOf(e).Select(id => (Id: id, Event: e))).GroupBy(pair => pair.Id, pair => pair.Event).ToList();
        if (_states.Count + byId.Count > MostStates)
        {
            await _shadow.AddAsync(connection, transaction, _states, cancellation);
            _states.Clear();
        }

        await _shadow.FetchAsync(connection, transaction, _states, byId.Select(document => document.Key), cancellation);
        foreach (var document in byId)
        {
            var before = _states.GetValueOrDefault(document.Key);
            var own = document.ToList();
            var version = aggregation is { IsMultiStream: true, Lifecycle: SnapshotLifecycle.Inline }
                ? before.Version + own.Count
                : AggregateProjection.VersionOf(aggregation, own[^1]);
            _states[document.Key] = new(aggregation.Fold(document.Key, before.State, own), version);
        }
    }
}
