using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>The batches as they were signed.</summary>
static class BatchRows
{
    const string Columns = "sequence, hash, content, signature, closed_ms";

    public static ChainTip? Tip(SqliteTransaction transaction)
    {
        using var row = Sql.Query(
            transaction,
            "SELECT sequence, hash FROM (SELECT sequence, hash FROM batch UNION ALL SELECT sequence, hash FROM chain_start) ORDER BY sequence DESC LIMIT 1");
        return row.Read() ? new ChainTip((ulong)row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : null;
    }

    public static ReadOnlyMemory<byte>? HashOf(SqliteTransaction transaction, ulong sequence)
    {
        using var row = Sql.Query(
            transaction, "SELECT hash FROM batch WHERE sequence = $p0 UNION ALL SELECT hash FROM chain_start WHERE sequence = $p0", (long)sequence);
        return row.Read() ? (ReadOnlyMemory<byte>?)row.GetFieldValue<byte[]>(0) : null;
    }

    public static IReadOnlyList<StoredBatch> After(SqliteTransaction transaction, ulong sequence, int limit)
    {
        var batches = new List<StoredBatch>();
        using var row = Sql.Query(
            transaction, $"SELECT {Columns} FROM batch WHERE sequence > $p0 ORDER BY sequence LIMIT $p1", (long)sequence, limit);
        while (row.Read())
        {
            batches.Add(Read(row));
        }

        return batches;
    }

    public static StoredBatch? LastUpTo(SqliteTransaction transaction, DateTimeOffset instant)
    {
        using var row = Sql.Query(
            transaction,
            $"""
            SELECT {Columns} FROM batch
            WHERE first_ms <= $p0 AND NOT EXISTS (SELECT 1 FROM reading WHERE time_ms <= $p0) ORDER BY sequence DESC LIMIT 1
            """,
            instant.ToUnixTimeMilliseconds());
        return row.Read() ? Read(row) : null;
    }

    /// <returns>The length of each content.</returns>
    public static IReadOnlyList<long> Acknowledge(SqliteTransaction transaction, ulong sequence, int limit) => Lengths(
        transaction,
        """
        UPDATE batch SET state = 1 WHERE sequence IN (SELECT sequence FROM batch WHERE state = 0 AND sequence <= $p0 ORDER BY sequence LIMIT $p1)
        RETURNING length(content)
        """,
        (long)sequence, limit);

    public static IReadOnlyList<long> Refuse(SqliteTransaction transaction, ulong sequence, string detail) => Lengths(
        transaction, "UPDATE batch SET state = 2, detail = $p1 WHERE sequence = $p0 AND state = 0 RETURNING length(content)", (long)sequence, detail);

    public static int Delete(SqliteTransaction transaction, DateTimeOffset closedBefore, int limit) => Sql.Execute(
        transaction,
        """
        DELETE FROM batch WHERE sequence IN (
            SELECT sequence FROM batch WHERE state = 1 AND closed_ms < $p0 AND sequence < (SELECT max(sequence) FROM batch) ORDER BY sequence LIMIT $p1)
        """,
        closedBefore.ToUnixTimeMilliseconds(), limit);

    public static int DeleteOldest(SqliteTransaction transaction, BatchState state, int limit) => Sql.Execute(
        transaction,
        """
        DELETE FROM batch WHERE sequence IN (
            SELECT sequence FROM batch WHERE state = $p0 AND sequence < (SELECT max(sequence) FROM batch) ORDER BY sequence LIMIT $p1)
        """,
        (int)state, limit);

    /// <summary>The newest batch, the newest the backend has answered, and the oldest reading that it has not.</summary>
    public static (ulong Last, ulong Acknowledged, DateTimeOffset? Oldest) Ends(SqliteTransaction transaction)
    {
        var last = (ulong)Sql.Scalar(
            transaction, "SELECT max(sequence) FROM (SELECT max(sequence) AS sequence FROM batch UNION ALL SELECT max(sequence) FROM chain_start)");
        var waiting = Sql.Scalar(transaction, "SELECT min(sequence) FROM batch WHERE state = 0");
        using var row = Sql.Query(
            transaction,
            """
            SELECT min(ms) FROM (
                SELECT first_ms AS ms FROM batch WHERE sequence = $p0
                UNION ALL SELECT * FROM (SELECT time_ms FROM reading WHERE rank = 0 ORDER BY id LIMIT 1)
                UNION ALL SELECT * FROM (SELECT time_ms FROM reading WHERE rank = 1 ORDER BY id LIMIT 1)
                UNION ALL SELECT * FROM (SELECT time_ms FROM reading WHERE rank = 2 ORDER BY id LIMIT 1))
            """,
            waiting);
        row.Read();
        return (last, waiting > 0 ? (ulong)waiting - 1 : last, row.IsDBNull(0) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)));
    }

    static List<long> Lengths(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        var lengths = new List<long>();
        using var row = Sql.Query(transaction, sql, values);
        while (row.Read())
        {
            lengths.Add(row.GetInt64(0));
        }

        return lengths;
    }

    static StoredBatch Read(SqliteDataReader row) => new(
        (ulong)row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
}
