using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>Stores batches of several boxes in one transaction; each has its own outcome.</summary>
sealed class BatchGroup(NpgsqlDataSource dataSource, ReadingPartitions partitions, MeterKeys meters, TimeProvider clock, IReadOnlyList<IBatchWrite> writes)
{
    /// <returns>An outcome for each batch, in their order; committed.</returns>
    public async Task<IReadOnlyList<BatchOutcome>> WriteAsync(IReadOnlyList<CheckedBatch> batches, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        await partitions.EnsureAsync(batches.SelectMany(batch => batch.Check.Months), cancellation);
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ledger = new BatchLedger(transaction);
        var heads = await ledger.LockHeadsAsync([.. batches.Where(batch => batch.HasPlace).Select(batch => batch.Box).Distinct()], cancellation);
        var chains = heads.ToDictionary(head => head.Key, head => new BoxChain(head.Value));
        var outcomes = new BatchOutcome[batches.Count];
        for (var i = 0; i < batches.Count; i++)
        {
            outcomes[i] = batches[i].HasPlace ? await PlaceAsync(ledger, chains[batches[i].Box], batches[i], cancellation) : batches[i].Check.Wrong!;
        }

        var taken = batches.Where((_, i) => outcomes[i] is BatchAccepted { IsNew: true }).ToList();
        if (taken.Count > 0)
        {
            await StoreAsync(taken, transaction, now, cancellation);
        }

        await ledger.WriteAsync(
            taken,
            chains.Where(chain => chain.Value.HasMoved).ToDictionary(chain => chain.Key, chain => chain.Value.Head),
            [.. batches.Zip(outcomes).Where(pair => pair.Second is BatchRefused).Select(pair => (pair.First, (BatchRefused)pair.Second))],
            now,
            cancellation);

        // From here on the outcome is PostgreSQL's: who gave up here could not know it.
        await transaction.CommitAsync(CancellationToken.None);
        for (var i = 0; i < outcomes.Length; i++)
        {
            IngestMetrics.Count(outcomes[i], batches[i].Check.Readings.Count);
        }

        return outcomes;
    }

    // The place in the chain: a known batch gets its answer again; the next one is taken, even if its content is wrong.
    static async Task<BatchOutcome> PlaceAsync(BatchLedger ledger, BoxChain chain, CheckedBatch batch, CancellationToken cancellation)
    {
        var header = batch.Check.Header!;
        var head = chain.Head;
        if (header.Sequence <= head.Sequence)
        {
            return (chain.Find(header.Sequence, batch.Hash) ?? await ledger.FindAsync(batch.Box, header.Sequence, batch.Hash, cancellation)) switch
            {
                BatchRefused refusal => refusal,
                BatchAccepted => new BatchAccepted(header.Sequence, IsNew: false),
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

        return chain.Move(header.Sequence, batch.Hash, batch.Check.Wrong as BatchOutcome ?? new BatchAccepted(header.Sequence, IsNew: true));
    }

    async Task StoreAsync(List<CheckedBatch> taken, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellation)
    {
        var keys = await meters.OfAsync(taken, transaction, cancellation);
        await ReadingCopy.WriteAsync(transaction.Connection!, taken, keys, cancellation);
        foreach (var batch in taken.Where(batch => batch.Check.Gaps.Count + batch.Check.ClockChanges.Count > 0))
        {
            await BatchNotesWrite.WriteAsync(transaction, batch.Box, batch.Check.Header!.Sequence, batch.Check, keys[batch.Box], now, cancellation);
        }

        IngestedBatch[] ingested =
        [
            .. taken.Select(batch => new IngestedBatch(
                batch.Box, batch.Check.Header!.Sequence, batch.Hash, batch.Check.Header.PreviousHash.Memory, batch.Check.Readings, keys[batch.Box])
            {
                Gaps = batch.Check.Gaps, ClockChanges = batch.Check.ClockChanges,
            }),
        ];
        foreach (var write in writes)
        {
            await write.WriteAsync(ingested, transaction, cancellation);
        }
    }

    /// <summary>A box's chain as this transaction leaves it.</summary>
    sealed class BoxChain(BatchHead head)
    {
        readonly Dictionary<ulong, (byte[] Hash, BatchOutcome Outcome)> _taken = [];

        public BatchHead Head { get; private set; } = head;

        public bool HasMoved => _taken.Count > 0;

        public BatchOutcome Move(ulong sequence, byte[] hash, BatchOutcome outcome)
        {
            _taken[sequence] = (hash, outcome);
            Head = new(sequence, hash);
            return outcome;
        }

        /// <summary>What became of exactly this batch in this transaction.</summary>
        public BatchOutcome? Find(ulong sequence, byte[] hash) =>
            _taken.TryGetValue(sequence, out var taken) && taken.Hash.AsSpan().SequenceEqual(hash) ? taken.Outcome : null;
    }
}
