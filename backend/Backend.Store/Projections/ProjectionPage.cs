using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>One step of one projection: a page of events, what follows from it, and the progress, in one transaction.</summary>
sealed class ProjectionPage(StoreOptions options, DocumentStore store, IProjection projection)
{
    const int Size = 500;

    readonly string _shard = projection.Name + ":All";
    readonly string[] _aliases = [.. projection.EventTypes.Select(type => options.Events.Of(type).Alias)];

    /// <summary>False when the projection is at the ceiling, or another process is working on it.</summary>
    public async Task<bool> AdvanceAsync(long ceiling, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await TryLockAsync(transaction, cancellation))
        {
            return false;
        }

        var floor = await FloorAsync(transaction, cancellation);
        if (floor >= ceiling)
        {
            return false;
        }

        var events = await EventsAsync(transaction, floor, ceiling, cancellation);
        if (events.Count > 0)
        {
            await using var session = store.LightweightSession(transaction);
            await projection.ApplyAsync(session, events, cancellation);
            await session.SaveChangesAsync(cancellation);
        }

        await MoveAsync(transaction, floor, events.Count < Size ? ceiling : events[^1].Sequence, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    async Task<bool> TryLockAsync(NpgsqlTransaction transaction, CancellationToken cancellation) =>
        (await Rows(transaction, "select pg_try_advisory_xact_lock($1)", reader => reader.GetBoolean(0), cancellation, AdvisoryLockKey.For(options.DatabaseSchemaName, _shard)))[0];

    async Task<long> FloorAsync(NpgsqlTransaction transaction, CancellationToken cancellation) =>
        (await Rows(transaction, "select coalesce(last_seq_id, 0) from mt_event_progression where name = $1", reader => reader.GetInt64(0), cancellation, _shard)).FirstOrDefault();

    Task<IReadOnlyList<Event>> EventsAsync(NpgsqlTransaction transaction, long floor, long ceiling, CancellationToken cancellation) => Rows(
        transaction,
        $"""
        select {EventReader.Columns} from mt_events
        where seq_id > $1 and seq_id <= $2 and type = any($3) and is_archived = false order by seq_id limit {Size}
        """,
        reader => EventReader.Read(options.Events, reader),
        cancellation,
        floor,
        ceiling,
        _aliases);

    // Marten inserts the row on the first advance and compares the floor on every later one: a row with 0 would stop it.
    async Task MoveAsync(NpgsqlTransaction transaction, long floor, long to, CancellationToken cancellation)
    {
        var sql = floor == 0
            ? "insert into mt_event_progression (name, last_seq_id) values ($1, $3) on conflict (name) do update set last_seq_id = $3, last_updated = transaction_timestamp() where coalesce(mt_event_progression.last_seq_id, 0) = $2 returning 1"
            : "update mt_event_progression set last_seq_id = $3, last_updated = transaction_timestamp() where name = $1 and last_seq_id = $2 returning 1";
        if ((await Rows(transaction, sql, reader => reader.GetInt32(0), cancellation, _shard, floor, to)).Count == 0)
        {
            throw new ProgressionProgressOutOfOrderException(_shard, floor);
        }
    }

    static Task<IReadOnlyList<TRow>> Rows<TRow>(
        NpgsqlTransaction transaction, string sql, Func<NpgsqlDataReader, TRow> map, CancellationToken cancellation, params object[] values) =>
        RowReader.ReadAsync(
            transaction.Connection!,
            transaction,
            command =>
            {
                command.CommandText = sql;
                foreach (var value in values)
                {
                    command.Parameters.Add(new() { Value = value });
                }
            },
            map,
            cancellation);
}
