using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>The rows of boxes' chains of batches, in one transaction.</summary>
sealed class BatchLedger(NpgsqlTransaction transaction)
{
    /// <summary>Locks the heads in one order: a second stream of a box, in any process, waits here, and nobody waits in a circle.</summary>
    public async Task<Dictionary<Guid, BatchHead>> LockHeadsAsync(Guid[] boxes, CancellationToken cancellation)
    {
        var heads = new Dictionary<Guid, BatchHead>();
        if (boxes.Length == 0)
        {
            return heads;
        }

        await ReadHeadsAsync(boxes, heads, cancellation);
        if (heads.Count < boxes.Length)
        {
            await using (var make = Command(
                "insert into batch_heads (box, sequence, hash) select b, 0, $2 from unnest($1) b order by b on conflict do nothing",
                boxes.Where(box => !heads.ContainsKey(box)).ToArray(),
                BatchContent.NoBatchHash.ToArray()))
            {
                await make.ExecuteNonQueryAsync(cancellation);
            }

            await ReadHeadsAsync(boxes, heads, cancellation);
        }

        return heads;
    }

    /// <summary>Whether exactly this batch has been here before; if its content was refused then, with that answer; null if it was not.</summary>
    public async Task<BatchOutcome?> FindAsync(Guid box, ulong sequence, byte[] hash, CancellationToken cancellation)
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
        return !await reader.ReadAsync(cancellation) ? null
            : reader.IsDBNull(0) ? new BatchAccepted(sequence, IsNew: false)
            : new BatchRefused(sequence, (RefusalReason)reader.GetInt16(0), reader.GetString(1));
    }

    /// <summary>Writes what was taken, the heads as they are now, and what was refused, once for each reason.</summary>
    public async Task WriteAsync(
        IReadOnlyList<CheckedBatch> taken,
        IReadOnlyDictionary<Guid, BatchHead> heads,
        IReadOnlyList<(CheckedBatch Batch, BatchRefused Refusal)> refused,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        await using var rows = new NpgsqlBatch(transaction.Connection, transaction);
        if (heads.Count > 0)
        {
            rows.BatchCommands.Add(BatchCommand(
                "update batch_heads h set sequence = n.sequence, hash = n.hash from unnest($1, $2, $3) n(box, sequence, hash) where h.box = n.box",
                heads.Keys.ToArray(),
                heads.Values.Select(head => (long)head.Sequence).ToArray(),
                heads.Values.Select(head => head.Hash.ToArray()).ToArray()));
        }

        if (taken.Count > 0)
        {
            rows.BatchCommands.Add(BatchCommand(
                """
                insert into batch_ledger (box, sequence, hash, content, signature, readings, received_at)
                select n.*, $7 from unnest($1, $2, $3, $4, $5, $6) n
                """,
                taken.Select(batch => batch.Box).ToArray(),
                taken.Select(batch => (long)batch.Check.Header!.Sequence).ToArray(),
                taken.Select(batch => batch.Hash).ToArray(),
                taken.Select(batch => batch.Signed.Content).ToArray(),
                taken.Select(batch => batch.Signed.Signature).ToArray(),
                taken.Select(batch => batch.Check.Readings.Count).ToArray(),
                now));
        }

        foreach (var (batch, refusal) in refused)
        {
            rows.BatchCommands.Add(BatchCommand(
                """
                insert into refused_batches (box, sequence, hash, reason, detail, content, signature, received_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (box, hash, reason) do nothing
                """,
                batch.Box,
                unchecked((long)refusal.Sequence),
                batch.Hash,
                (short)refusal.Reason,
                refusal.Detail,
                batch.Signed.Content,
                batch.Signed.Signature,
                now));
        }

        if (rows.BatchCommands.Count > 0)
        {
            await rows.ExecuteNonQueryAsync(cancellation);
        }
    }

    async Task ReadHeadsAsync(Guid[] boxes, Dictionary<Guid, BatchHead> heads, CancellationToken cancellation)
    {
        await using var command = Command("select box, sequence, hash from batch_heads where box = any($1) order by box for update", boxes);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            heads[reader.GetGuid(0)] = new((ulong)reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        }
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

    static NpgsqlBatchCommand BatchCommand(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is byte[][] bytes ? new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = bytes } : new() { Value = value });
        }

        return command;
    }
}
