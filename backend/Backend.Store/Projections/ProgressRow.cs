using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>How far a projection has come, as Marten keeps it, and the lock of who works on it.</summary>
sealed class ProgressRow(StoreOptions options, string projection)
{
    public string Shard { get; } = projection + ":All";

    /// <summary>Held by who works on the projection: for a page by a transaction, for a rebuild by a session.</summary>
    public long Key { get; } = AdvisoryLockKey.For(options.DatabaseSchemaName, projection + ":All");

    public async Task<bool> TryLockAsync(NpgsqlTransaction transaction, CancellationToken cancellation) =>
        (await RowReader.ReadAsync(transaction, "select pg_try_advisory_xact_lock($1)", reader => reader.GetBoolean(0), cancellation, Key))[0];

    public async Task<long> FloorAsync(NpgsqlTransaction transaction, CancellationToken cancellation) =>
        (await RowReader.ReadAsync(
            transaction, "select coalesce(last_seq_id, 0) from mt_event_progression where name = $1", reader => reader.GetInt64(0), cancellation, Shard)).FirstOrDefault();

    // Marten inserts the row on the first advance and compares the floor on every later one: a row with 0 would stop it.
    public async Task MoveAsync(NpgsqlTransaction transaction, long floor, long to, CancellationToken cancellation)
    {
        var sql = floor == 0
            ? "insert into mt_event_progression (name, last_seq_id) values ($1, $3) on conflict (name) do update set last_seq_id = $3, last_updated = transaction_timestamp() where coalesce(mt_event_progression.last_seq_id, 0) = $2 returning 1"
            : "update mt_event_progression set last_seq_id = $3, last_updated = transaction_timestamp() where name = $1 and last_seq_id = $2 returning 1";
        if ((await RowReader.ReadAsync(transaction, sql, reader => reader.GetInt32(0), cancellation, Shard, floor, to)).Count == 0)
        {
            throw new ProgressionProgressOutOfOrderException(Shard, floor);
        }
    }

    /// <summary>After a rebuild: wherever it was.</summary>
    public async Task ResetAsync(NpgsqlTransaction transaction, long to, CancellationToken cancellation)
    {
        if (to > 0)
        {
            await RowReader.ReadAsync(
                transaction,
                "insert into mt_event_progression (name, last_seq_id) values ($1, $2) on conflict (name) do update set last_seq_id = $2, last_updated = transaction_timestamp() returning 1",
                reader => reader.GetInt32(0),
                cancellation,
                Shard,
                to);
        }
    }
}
