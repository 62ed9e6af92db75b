using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>
/// The box's memory: readings that no batch holds yet, and batches until the backend has them. What a method has done is on the disk when
/// it returns (WAL with synchronous=FULL), so a power cut or kill -9 loses nothing that was acknowledged to a caller (docs/adr/0008).
/// </summary>
public sealed class BoxJournal : IDisposable
{
    readonly string _path;
    readonly SqliteConnection _connection;
    readonly Lock _lock = new();

    BoxJournal(string path, SqliteConnection connection) => (_path, _connection) = (path, connection);

    /// <summary>A batch was stored.</summary>
    public event EventHandler? BatchStored;

    /// <exception cref="JournalException">The file cannot be opened, or another process has it.</exception>
    public static BoxJournal Open(string path)
    {
        try
        {
            return new(path, JournalSchema.Open(path));
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Explain(path, e);
        }
    }

    /// <summary>
    /// Writes down readings; a counter lower than its last value gets <see cref="Quality.CounterBack"/>.
    /// </summary>
    /// <returns>The readings as they were written.</returns>
    public IReadOnlyList<Reading> Append(IReadOnlyList<Reading> readings) => Do(transaction =>
    {
        var written = new List<Reading>(readings.Count);
        foreach (var reading in readings)
        {
            var judged = Judge(transaction, reading);
            Execute(
                transaction,
                "INSERT INTO reading (meter_index, meter_serial, register, time_ms, value, quality) VALUES ($p0, $p1, $p2, $p3, $p4, $p5)",
                judged.MeterIndex, judged.MeterSerial, (int)judged.Register, judged.Time.ToUnixTimeMilliseconds(), judged.Value, (int)judged.Quality);
            written.Add(judged);
        }

        return (IReadOnlyList<Reading>)written;
    });

    /// <summary>The oldest readings that are in no batch, and the id of the last of them.</summary>
    public (IReadOnlyList<Reading> Readings, long LastId) OpenReadings(int limit) => Do(transaction =>
    {
        var readings = new List<Reading>();
        var last = 0L;
        using var row = Query(
            transaction, "SELECT id, meter_index, meter_serial, register, time_ms, value, quality FROM reading ORDER BY id LIMIT $p0", limit);
        while (row.Read())
        {
            last = row.GetInt64(0);
            readings.Add(new(
                row.GetString(2), (uint)row.GetInt64(1), (Register)row.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                row.GetInt64(5), (Quality)row.GetInt32(6)));
        }

        return ((IReadOnlyList<Reading>)readings, last);
    });

    /// <summary>Stores a signed batch and takes its readings, those up to the id, out of the open ones: both or neither.</summary>
    public void StoreBatch(StoredBatch batch, long lastReadingId)
    {
        Do(transaction =>
        {
            Execute(
                transaction,
                """
                INSERT INTO batch (sequence, hash, content, signature, closed_ms, first_ms)
                VALUES ($p0, $p1, $p2, $p3, $p4, coalesce((SELECT min(time_ms) FROM reading WHERE id <= $p5), $p4))
                """,
                (long)batch.Sequence, batch.Hash.ToArray(), batch.Content.ToArray(), batch.Signature.ToArray(), batch.ClosedAt.ToUnixTimeMilliseconds(), lastReadingId);
            return Execute(transaction, "DELETE FROM reading WHERE id <= $p0", lastReadingId);
        });
        BatchStored?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The end of the chain; null in a fresh journal that no backend has told where its chain starts.</summary>
    public ChainTip? Tip() => Do<ChainTip?>(transaction =>
    {
        using var row = Query(
            transaction,
            "SELECT sequence, hash FROM (SELECT sequence, hash FROM batch UNION ALL SELECT sequence, hash FROM chain_start) ORDER BY sequence DESC LIMIT 1");
        return row.Read() ? new ChainTip((ulong)row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : null;
    });

    /// <summary>Fixes where the chain of a fresh journal starts: behind what the backend has of this box.</summary>
    public void StartChain(ChainTip before) => Do(transaction => Execute(
        transaction, "INSERT INTO chain_start (one, sequence, hash) VALUES (1, $p0, $p1)", (long)before.Sequence, before.Hash.ToArray()));

    /// <summary>Hash of a batch that is still here.</summary>
    public ReadOnlyMemory<byte>? HashOf(ulong sequence) => Do<ReadOnlyMemory<byte>?>(transaction =>
    {
        using var row = Query(
            transaction, "SELECT hash FROM batch WHERE sequence = $p0 UNION ALL SELECT hash FROM chain_start WHERE sequence = $p0", (long)sequence);
        return row.Read() ? row.GetFieldValue<byte[]>(0) : null;
    });

    /// <summary>Batches behind a sequence, in order, whatever became of them.</summary>
    public IReadOnlyList<StoredBatch> BatchesAfter(ulong sequence, int limit) => Do(transaction =>
    {
        var batches = new List<StoredBatch>();
        using var row = Query(
            transaction,
            "SELECT sequence, hash, content, signature, closed_ms FROM batch WHERE sequence > $p0 ORDER BY sequence LIMIT $p1", (long)sequence, limit);
        while (row.Read())
        {
            batches.Add(Batch(row));
        }

        return (IReadOnlyList<StoredBatch>)batches;
    });

    /// <summary>
    /// The batch that ends the chain of all readings up to an instant: the last with a reading at or before it. Null if there is none, or if a
    /// reading from then is in no batch yet.
    /// </summary>
    public StoredBatch? LastBatchUpTo(DateTimeOffset instant) => Do(transaction =>
    {
        using var row = Query(
            transaction,
            """
            SELECT sequence, hash, content, signature, closed_ms FROM batch
            WHERE first_ms <= $p0 AND NOT EXISTS (SELECT 1 FROM reading WHERE time_ms <= $p0) ORDER BY sequence DESC LIMIT 1
            """,
            instant.ToUnixTimeMilliseconds());
        return row.Read() ? Batch(row) : null;
    });

    /// <summary>The backend has committed all batches up to this one, except those it refused.</summary>
    public void Acknowledge(ulong sequence) => Do(transaction => Execute(
        transaction, "UPDATE batch SET state = 1 WHERE sequence <= $p0 AND state = 0", (long)sequence));

    public void Refuse(ulong sequence, string detail) => Do(transaction => Execute(
        transaction, "UPDATE batch SET state = 2, detail = $p1 WHERE sequence = $p0 AND state = 0", (long)sequence, detail));

    /// <summary>Deletes what is acknowledged and was closed before the instant; the last batch stays, because the next refers to it.</summary>
    /// <returns>How many were deleted.</returns>
    public int Delete(DateTimeOffset closedBefore) => Do(transaction => Execute(
        transaction,
        "DELETE FROM batch WHERE state = 1 AND closed_ms < $p0 AND sequence < (SELECT max(sequence) FROM batch)", closedBefore.ToUnixTimeMilliseconds()));

    /// <summary>How much is kept.</summary>
    public JournalReport Report() => Do(transaction =>
    {
        using var row = Query(
            transaction,
            """
            SELECT (SELECT count(*) FROM reading), (SELECT count(*) FROM batch WHERE state = 0), (SELECT count(*) FROM batch WHERE state = 2),
                (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size())
            """);
        row.Read();
        return new JournalReport(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), 0, 0);
    });

    public int Count(BatchState state) => Do(transaction =>
    {
        using var row = Query(transaction, "SELECT count(*) FROM batch WHERE state = $p0", (int)state);
        row.Read();
        return row.GetInt32(0);
    });

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    /// <summary>Remembers a counter's value and marks one that ran back.</summary>
    static Reading Judge(SqliteTransaction transaction, Reading reading)
    {
        if (reading.Register is not (Register.EnergyImportWh or Register.EnergyExportWh) || reading.Quality is not (Quality.Good or Quality.Derived))
        {
            return reading;
        }

        long? before;
        using (var row = Query(transaction, "SELECT value FROM counter WHERE meter_serial = $p0 AND register = $p1", reading.MeterSerial, (int)reading.Register))
        {
            before = row.Read() ? row.GetInt64(0) : null;
        }

        Execute(
            transaction,
            "INSERT INTO counter VALUES ($p0, $p1, $p2) ON CONFLICT DO UPDATE SET value = excluded.value",
            reading.MeterSerial, (int)reading.Register, reading.Value);
        return reading.Value < before ? reading with { Quality = Quality.CounterBack } : reading;
    }

    static StoredBatch Batch(SqliteDataReader row) => new(
        (ulong)row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));

    static JournalException Explain(string path, Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: 5 or 6 } => new($"The journal '{path}' is in use by another process: stop that first.", e),
        SqliteException { SqliteErrorCode: 13 } => new($"There is no space left for the journal '{path}': free some; nothing that was written is lost.", e),
        SqliteException { SqliteErrorCode: 11 or 26 } => new($"The journal '{path}' is damaged: keep the file, and start with another.", e),
        _ => new($"The journal '{path}' cannot be used: {e.Message}", e),
    };

    /// <summary>One transaction, for another part of the journal in the same file.</summary>
    internal T Do<T>(Func<SqliteTransaction, T> work)
    {
        lock (_lock)
        {
            try
            {
                using var transaction = _connection.BeginTransaction();
                var result = work(transaction);
                transaction.Commit();
                return result;
            }
            catch (SqliteException e)
            {
                throw Explain(_path, e);
            }
        }
    }

    internal static int Execute(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    internal static SqliteDataReader Query(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values) => Command(transaction, sql, values).ExecuteReader();

    static SqliteCommand Command(SqliteTransaction transaction, string sql, ReadOnlySpan<object> values)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"$p{i}"), values[i]);
        }

        return command;
    }
}
