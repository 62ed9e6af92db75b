using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>
/// Takes batches in exactly once (ADR 0012, 0038). A batch is verified beside the others, then ledger, readings and everything that follows from
/// them are one transaction, committed before the outcome is returned: only then may the box be told. Batches that wait at the same moment share
/// a transaction, and each has its own outcome.
/// </summary>
public sealed class BatchIngest
{
    /// <summary>While one writes, another waits for the disk.</summary>
    const int Lanes = 2;

    static readonly TimeSpan ClocksMayDifferBy = TimeSpan.FromDays(1);

    readonly NpgsqlDataSource _dataSource;
    readonly TimeProvider _clock;
    readonly IngestLane[] _lanes;

    public BatchIngest(NpgsqlDataSource dataSource, ReadingPartitions partitions, TimeProvider clock, IEnumerable<IBatchWrite> writes)
    {
        (_dataSource, _clock) = (dataSource, clock);
        var group = new BatchGroup(dataSource, partitions, new(), clock, [.. writes]);
        _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new IngestLane(group))];
    }

    /// <summary>
    /// A batch that comes again is acknowledged again and stored once. A batch that fails a check is kept aside. If only its content is
    /// wrong, its place in the chain is taken, so that the box can go on with the next one. A second batch of the box may be given before the
    /// first has its outcome: they are taken in the order in which they were given.
    /// </summary>
    /// <param name="box">As enrolled; the stream has proved that it is this box.</param>
    /// <param name="content">SignedBatch.content; not changed until the outcome is there.</param>
    /// <param name="signature">SignedBatch.signature.</param>
    /// <param name="cancellation">Ends the waiting. The batch may be stored all the same: who sends it again is told so.</param>
    /// <exception cref="NpgsqlException">The database failed: nothing may be said to the box, it will send the batch again.</exception>
    public Task<BatchOutcome> IngestAsync(
        EnrolledBox box, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, CancellationToken cancellation)
    {
        var latest = _clock.GetUtcNow().ToUniversalTime() + ClocksMayDifferBy;
        var batch = new WaitingBatch(Task.Run(() => CheckedBatch.Of(box, content, signature, latest), CancellationToken.None));
        _lanes[(box.Id.GetHashCode() & int.MaxValue) % Lanes].Add(batch);
        return batch.Outcome.Task.WaitAsync(cancellation);
    }

    /// <summary>Where the box has to go on: for the Welcome of its stream.</summary>
    public async Task<BatchHead> HeadAsync(Guid box, CancellationToken cancellation)
    {
        await using var command = _dataSource.CreateCommand("select sequence, hash from batch_heads where box = $1");
        command.Parameters.Add(new() { Value = box });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new((ulong)reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : BatchHead.None;
    }
}
