using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>The rows of one box's chain of batches, in one transaction.</summary>
sealed class BatchLedger(Guid box, NpgsqlTransaction transaction)
{
    /// <summary>Locks the head: a second stream of the same box, in any process, waits here.</summary>
    public async Task<BatchHead> LockHeadAsync(CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new("insert into batch_heads (box, sequence, hash) values ($1, 0, $2) on conflict do nothing")
                {
                    Parameters = { new() { Value = box }, new() { Value = BatchContent.NoBatchHash.ToArray() } },
                },
                new("select sequence, hash from batch_heads where box = $1 for update") { Parameters = { new() { Value = box } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new((ulong)reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
    }

    /// <summary>Whether exactly this batch has been here before; if its content was refused then, with that answer.</summary>
    public async Task<(bool IsKnown, BatchRefused? Refusal)> FindAsync(ulong sequence, byte[] hash, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select null::smallint, null from batch_ledger where box = $1 and sequence = $2 and hash = $3
            union all
            select reason, detail from refused_batches where box = $1 and sequence = $2 and hash = $3 and reason = 4
            """,
            box,
            (long)sequence,
            hash);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return !await reader.ReadAsync(cancellation) ? (false, null)
            : reader.IsDBNull(0) ? (true, null)
            : (true, new(sequence, (Protos.V1.RefusalReason)reader.GetInt16(0), reader.GetString(1)));
    }

    public Task MoveHeadAsync(ulong sequence, byte[] hash, CancellationToken cancellation) => RunAsync(
        "update batch_heads set sequence = $2, hash = $3 where box = $1", cancellation, box, (long)sequence, hash);

    public Task AddAsync(ulong sequence, byte[] hash, SignedBytes signed, int readings, DateTimeOffset now, CancellationToken cancellation) => RunAsync(
        """
        insert into batch_ledger (box, sequence, hash, content, signature, readings, received_at) values ($1, $2, $3, $4, $5, $6, $7)
        """,
        cancellation,
        box,
        (long)sequence,
        hash,
        signed.Content,
        signed.Signature,
        readings,
        now);

    /// <summary>Keeps a refused batch, once for each reason.</summary>
    public Task KeepAsideAsync(BatchRefused refusal, byte[] hash, SignedBytes signed, DateTimeOffset now, CancellationToken cancellation) => RunAsync(
        """
        insert into refused_batches (box, sequence, hash, reason, detail, content, signature, received_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (box, hash, reason) do nothing
        """,
        cancellation,
        box,
        unchecked((long)refusal.Sequence),
        hash,
        (short)refusal.Reason,
        refusal.Detail,
        signed.Content,
        signed.Signature,
        now);

    /// <summary>The key of each meter, made if the box sends it for the first time.</summary>
    public async Task<Dictionary<string, int>> MeterKeysAsync(string[] serials, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            with known as (select serial, meter_key from meters where box = $1 and serial = any($2)),
            made as (
              insert into meters (box, serial) select $1, s from unnest($2) s where s not in (select serial from known) order by s
              returning serial, meter_key)
            select * from known union all select * from made
            """,
            box);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = serials });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(reader.GetString(0), reader.GetInt32(1));
        }

        return keys;
    }

    async Task RunAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}

/// <summary>A batch as it came.</summary>
readonly record struct SignedBytes(byte[] Content, byte[] Signature);
