using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>
/// The sequence up to which no event can still appear. Numbers are drawn before their transaction commits, so the highest visible number
/// says nothing; but every append holds a shared advisory lock from before its first number until its end. Once the holders at a moment
/// are gone, every number drawn by then is either visible or never will be.
/// </summary>
sealed class HighWater(StoreOptions options, NpgsqlDataSource dataSource)
{
    const string Holders = """
        select virtualtransaction from pg_locks
        where locktype = 'advisory' and objsubid = 1 and ((classid::bigint << 32) | objid::bigint) = $1
          and database = (select oid from pg_database where datname = current_database())
        """;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    long _recorded;

    readonly long _key = AdvisoryLockKey.For(options.DatabaseSchemaName, "append");

    /// <summary>Waits for the transactions that may still write at or below the number it returns.</summary>
    public async Task<long> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var last = await RowReader.ReadAsync(
            connection,
            null,
            command => command.CommandText = "select case when is_called then last_value else 0 end from mt_events_sequence",
            reader => reader.GetInt64(0),
            cancellation);
        var holders = await HoldersAsync(connection, cancellation);
        while (holders.Count > 0)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellation);
            holders.IntersectWith(await HoldersAsync(connection, cancellation));
        }

        return last[0];
    }

    /// <summary>
    /// Tells others where it stands, as Marten's daemon does and under its name; it decides nothing here. Never a row with 0, which Marten
    /// would insert again.
    /// </summary>
    public async Task RecordAsync(long mark, CancellationToken cancellation)
    {
        if (mark <= Volatile.Read(ref _recorded))
        {
            return;
        }

        await using var command = dataSource.CreateCommand("""
            insert into mt_event_progression (name, last_seq_id) values ('HighWaterMark', $1) on conflict (name)
            do update set last_seq_id = $1, last_updated = transaction_timestamp() where coalesce(mt_event_progression.last_seq_id, 0) < $1
            """);
        command.Parameters.Add(new() { Value = mark });
        await command.ExecuteNonQueryAsync(cancellation);
        Volatile.Write(ref _recorded, mark);
    }

    async Task<HashSet<string>> HoldersAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
    [
        .. await RowReader.ReadAsync(
            connection,
            null,
            command =>
            {
                command.CommandText = Holders;
                command.Parameters.Add(new() { Value = _key });
            },
            reader => reader.GetString(0),
            cancellation),
    ];
}
