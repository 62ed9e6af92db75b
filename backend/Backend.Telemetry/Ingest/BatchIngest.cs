using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>
/// Takes batches in exactly once (ADR 0012). A batch is verified, then ledger, readings and everything that follows from them are one
/// transaction, committed before the outcome is returned: only then may the box be told.
/// </summary>
public sealed class BatchIngest(NpgsqlDataSource dataSource, ReadingPartitions partitions, TimeProvider clock, IEnumerable<IBatchWrite> writes)
{
    static readonly TimeSpan ClocksMayDifferBy = TimeSpan.FromDays(1);

    readonly IReadOnlyList<IBatchWrite> _writes = [.. writes];

    /// <summary>
    /// A batch that comes again is acknowledged again and stored once. A batch that fails a check is kept aside. If only its content is
    /// wrong, its place in the chain is taken, so that the box can go on with the next one.
    /// </summary>
    /// <param name="box">As enrolled; the stream has proved that it is this box.</param>
    /// <param name="content">SignedBatch.content.</param>
    /// <param name="signature">SignedBatch.signature.</param>
    /// <exception cref="NpgsqlException">The database failed: nothing may be said to the box, it will send the batch again.</exception>
    public async Task<BatchOutcome> IngestAsync(
        EnrolledBox box, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        var check = BatchCheck.Of(box, content.Span, signature.Span, now + ClocksMayDifferBy);
        await partitions.EnsureAsync(check.Readings.Select(reading => reading.Time), cancellation);
        var signed = new SignedBytes(content.ToArray(), signature.ToArray());
        var hash = BatchContent.Hash(signed.Content);

        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ledger = new BatchLedger(box.Id, transaction);
        var outcome = check.Header is null ? check.Wrong! : await PlaceAsync(ledger, check, hash, cancellation);
        if (outcome is BatchAccepted { IsNew: true })
        {
            await StoreAsync(box.Id, ledger, check, signed, hash, now, transaction, cancellation);
        }
        else if (outcome is BatchRefused refused)
        {
            await ledger.KeepAsideAsync(refused, hash, signed, now, cancellation);
        }

        // From here on the outcome is PostgreSQL's: who gave up here could not know it.
        await transaction.CommitAsync(CancellationToken.None);
        IngestMetrics.Count(outcome, check.Readings.Count);
        return outcome;
    }

    /// <summary>Where the box has to go on: for the Welcome of its stream.</summary>
    public async Task<BatchHead> HeadAsync(Guid box, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("select sequence, hash from batch_heads where box = $1");
        command.Parameters.Add(new() { Value = box });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new((ulong)reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : BatchHead.None;
    }

    // The place in the chain: a known batch gets its answer again; the next one is taken, even if its content is wrong.
    static async Task<BatchOutcome> PlaceAsync(BatchLedger ledger, BatchCheck check, byte[] hash, CancellationToken cancellation)
    {
        var header = check.Header!;
        if (header.Sequence > long.MaxValue)
        {
            return check.Wrong!;
        }

        var head = await ledger.LockHeadAsync(cancellation);
        if (header.Sequence <= head.Sequence)
        {
            return await ledger.FindAsync(header.Sequence, hash, cancellation) switch
            {
                (true, { } refusal) => refusal,
                (true, null) => new BatchAccepted(header.Sequence, IsNew: false),
                _ => new BatchRefused(header.Sequence, RefusalReason.HashChain, $"sequence: {header.Sequence} was another batch before."),
            };
        }

        if (header.Sequence > head.Sequence + 1)
        {
            return new BatchRefused(header.Sequence, RefusalReason.Sequence, $"sequence: {header.Sequence} came, {head.Sequence + 1} is next.");
        }

        if (!head.Hash.Span.SequenceEqual(header.PreviousHash.Span))
        {
            return new BatchRefused(
                header.Sequence, RefusalReason.HashChain, $"previous_hash: it is not the hash of batch {head.Sequence} as it is known here.");
        }

        await ledger.MoveHeadAsync(header.Sequence, hash, cancellation);
        return check.Wrong as BatchOutcome ?? new BatchAccepted(header.Sequence, IsNew: true);
    }

    async Task StoreAsync(
        Guid box,
        BatchLedger ledger,
        BatchCheck check,
        SignedBytes signed,
        byte[] hash,
        DateTimeOffset now,
        NpgsqlTransaction transaction,
        CancellationToken cancellation)
    {
        var sequence = check.Header!.Sequence;
        await ledger.AddAsync(sequence, hash, signed, check.Readings.Count, now, cancellation);
        string[] serials =
            [.. check.Readings.Select(reading => reading.MeterSerial).Concat(check.Gaps.Select(gap => gap.MeterSerial)).Distinct(StringComparer.Ordinal)];
        var keys = await ledger.MeterKeysAsync(serials, cancellation);
        await ReadingCopy.WriteAsync(transaction.Connection!, sequence, check.Readings, keys, cancellation);
        await BatchNotesWrite.WriteAsync(transaction, box, sequence, check, keys, now, cancellation);
        var batch = new IngestedBatch(box, sequence, hash, check.Readings) { Gaps = check.Gaps, ClockChanges = check.ClockChanges };
        foreach (var write in _writes)
        {
            await write.WriteAsync(batch, transaction, cancellation);
        }
    }
}
