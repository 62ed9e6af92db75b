using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>A batch as it lies in the ledger now.</summary>
/// <param name="Hash">Of the content; null if the batch is not there.</param>
/// <param name="Previous">What the content names; null if it cannot be read.</param>
/// <param name="IsSigned">Whether signature and content are the box's.</param>
public sealed record LedgerBatch(Guid Box, long Sequence, Digest? Hash, Digest? Previous, bool IsSigned);

/// <summary>
/// What the tables of measured values say of a timeslot now, each by itself: the slot energies, the single readings that they were computed
/// from, and the signed batches that brought those. For an auditor; nothing of the daily work reads it.
/// </summary>
public sealed class SlotRecord(NpgsqlDataSource dataSource)
{
    const string VersionsSql = $"select m.box, m.serial, m.meter_key, {SlotEnergyRows.Columns} from slot_energies e join meters m using (meter_key) where e.timeslot = $1";

    const string LedgerSql = """
        select n, content, signature from generate_series($2::bigint, $3::bigint) n left join batch_ledger on box = $1 and sequence = n order by n
        """;

    /// <summary>All versions of all meters' slot energies, each beside what the single readings up to its batch give.</summary>
    public async Task<IReadOnlyList<(SlotEnergyVersion Stored, MeasuredSlot Recomputed)>> VersionsAsync(
        Timeslot timeslot, Func<SlotEnergyVersion, bool> wanted, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var stored = new List<(int Key, SlotEnergyVersion Version)>();
        await using (var command = new NpgsqlCommand(VersionsSql, connection, transaction) { Parameters = { new() { Value = timeslot.StartUnixSeconds } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                stored.Add((reader.GetInt32(2), SlotEnergyRows.Read(reader, new(reader.GetGuid(0), reader.GetString(1)), 3)));
            }
        }

        var rows = new ReadingRows(transaction);
        var versions = new List<(SlotEnergyVersion, MeasuredSlot)>();
        foreach (var (key, version) in stored.Where(row => wanted(row.Version)))
        {
            versions.Add((version, new(timeslot, await OfAsync(key, version, Register.EnergyImportWh), await OfAsync(key, version, Register.EnergyExportWh))));
        }

        return versions;

        async Task<RegisterEnergy?> OfAsync(int key, SlotEnergyVersion version, Register register) =>
            await rows.SeriesAsync(key, register, timeslot.Start, timeslot.End, cancellation, version.BatchSequence) is { } series
                ? SlotEnergyCalculator.Compute(timeslot, series.Around(timeslot))
                : null;
    }

    /// <summary>The batches of a box from the first to the last, with those that are not there.</summary>
    public async Task<IReadOnlyList<LedgerBatch>> BatchesAsync(EnrolledBox box, long first, long last, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(LedgerSql);
        command.Parameters.Add(new() { Value = box.Id });
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = last });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var batches = new List<LedgerBatch>();
        while (await reader.ReadAsync(cancellation))
        {
            batches.Add(await reader.IsDBNullAsync(1, cancellation)
                ? new(box.Id, reader.GetInt64(0), null, null, false)
                : AsStored(box, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)));
        }

        return batches;
    }

    static LedgerBatch AsStored(EnrolledBox box, long sequence, byte[] content, byte[] signature)
    {
        Digest? previous = null;
        try
        {
            previous = new(BatchContent.Parse(content).PreviousHash.Span);
        }
        catch (ReadingFormatException)
        {
            // Then its hash is another too, which says it.
        }

        return new(box.Id, sequence, Digest.Of(content), previous, box.VerifiesEver(SignedBatchContent.Digest(content), signature));
    }
}
