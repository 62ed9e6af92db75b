using System.Buffers.Binary;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>Copies readings in PostgreSQL's binary format, written here: a row is 58 bytes and costs next to nothing but their making.</summary>
static class ReadingCopy
{
    const string Sql = "copy readings (meter_key, register, ts, value, quality, sequence) from stdin (format binary)";
    const int RowSize = 2 + (6 * sizeof(int)) + sizeof(int) + sizeof(short) + sizeof(long) + sizeof(long) + sizeof(short) + sizeof(long);
    const int ChunkRows = 1_000;
    const short Columns = 6;

    /// <summary>Milliseconds from 1970 to 2000, where PostgreSQL's time begins.</summary>
    const long EpochMs = 946_684_800_000;

    /// <summary>Signature, flags and the length of an extension: none.</summary>
    static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Copies the batches' readings, meter by meter and register by register in time; of one instant that a batch has twice, the last counts.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<CheckedBatch> batches, IReadOnlyDictionary<Guid, Dictionary<string, int>> keys, CancellationToken cancellation)
    {
        var runs = batches.SelectMany(batch => ReadingRun.Of(batch.Check.Readings, keys[batch.Box], (long)batch.Check.Header!.Sequence)).ToList();
        if (runs.Count == 0)
        {
            return;
        }

        runs.Sort();
        await using var copy = await connection.BeginRawBinaryCopyAsync(Sql, cancellation);
        try
        {
            await WriteAsync(copy, runs, cancellation);
        }
        catch
        {
            await copy.CancelAsync();
            throw;
        }
    }

    static async Task WriteAsync(NpgsqlRawCopyStream copy, List<ReadingRun> runs, CancellationToken cancellation)
    {
        var buffer = new byte[ChunkRows * RowSize];
        Header.CopyTo(buffer);
        var used = Header.Length;
        foreach (var run in runs)
        {
            for (var i = 0; i < run.Readings.Count; i++)
            {
                if (used + RowSize > buffer.Length)
                {
                    await copy.WriteAsync(buffer.AsMemory(0, used), cancellation);
                    used = 0;
                }

                Row(buffer.AsSpan(used), run, run.Readings[i]);
                used += RowSize;
            }
        }

        await copy.WriteAsync(buffer.AsMemory(0, used), cancellation);
        BinaryPrimitives.WriteInt16BigEndian(buffer, -1);
        await copy.WriteAsync(buffer.AsMemory(0, sizeof(short)), cancellation);
    }

    static void Row(Span<byte> row, ReadingRun run, Reading reading)
    {
        BinaryPrimitives.WriteInt16BigEndian(row, Columns);
        BinaryPrimitives.WriteInt32BigEndian(row[2..], sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(row[6..], run.Meter);
        BinaryPrimitives.WriteInt32BigEndian(row[10..], sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(row[14..], run.Register);
        BinaryPrimitives.WriteInt32BigEndian(row[16..], sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(row[20..], (reading.Time.ToUnixTimeMilliseconds() - EpochMs) * 1000);
        BinaryPrimitives.WriteInt32BigEndian(row[28..], sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(row[32..], reading.Value);
        BinaryPrimitives.WriteInt32BigEndian(row[40..], sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(row[44..], (short)reading.Quality);
        BinaryPrimitives.WriteInt32BigEndian(row[46..], sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(row[50..], run.Sequence);
    }
}
