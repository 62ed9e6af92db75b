using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>
/// Computes the slot energies that a batch makes possible or changes, in the transaction that takes the batch in. What comes out as before
/// is left; what comes out otherwise becomes the next version.
/// </summary>
public sealed class SlotEnergyWrite(TimeProvider clock) : IBatchWrite
{
    const string LatestSql = $"""
        select distinct on (timeslot) {SlotEnergyRows.Columns} from slot_energies
        where meter_key = $1 and timeslot between $2 and $3 order by timeslot, version desc
        """;

    public async Task WriteAsync(IngestedBatch batch, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var energies = batch.Readings.Where(reading => reading.Register is Register.EnergyImportWh or Register.EnergyExportWh);
        foreach (var meter in energies.GroupBy(reading => reading.MeterSerial, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            await WriteAsync(batch, new(batch.Box, meter.Key), [.. meter], transaction, cancellation);
        }
    }

    async Task WriteAsync(IngestedBatch batch, MeterId meter, Reading[] readings, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var key = await KeyAsync(meter, transaction, cancellation);
        var rows = new ReadingRows(transaction);
        var newest = readings.Max(reading => reading.Time);
        var (from, to) = await rows.BoundsAsync(key, readings.Min(reading => reading.Time), newest, cancellation);
        var first = Timeslot.Containing(from);
        var last = Timeslot.Containing(to.AddTicks(-1));
        if (first == last && to == newest && to < last.End)
        {
            // The ordinary case: the newest readings, inside a timeslot that is not over.
            return;
        }

        var import = await rows.SeriesAsync(key, Register.EnergyImportWh, first.Start, last.End, cancellation);
        var export = await rows.SeriesAsync(key, Register.EnergyExportWh, first.Start, last.End, cancellation);
        var before = await LatestAsync(key, meter, first, last, transaction, cancellation);
        await using var inserts = new NpgsqlBatch(transaction.Connection, transaction);
        for (var slot = first; slot <= last; slot = slot.Next)
        {
            if (!(import?.Reaches(slot.End) ?? false) && !(export?.Reaches(slot.End) ?? false))
            {
                continue;
            }

            var measured = new MeasuredSlot(slot, Of(slot, import), Of(slot, export));
            var old = before.GetValueOrDefault(slot);
            if (old is null || !measured.SaysTheSameAs(old.Measured))
            {
                var version = new SlotEnergyVersion(meter, (old?.Version ?? 0) + 1, measured, (long)batch.Sequence, batch.Hash, clock.GetUtcNow().ToUniversalTime());
                inserts.BatchCommands.Add(SlotEnergyRows.InsertCommand(key, version));
            }
        }

        if (inserts.BatchCommands.Count > 0)
        {
            await inserts.ExecuteNonQueryAsync(cancellation);
        }
    }

    static RegisterEnergy? Of(Timeslot slot, RegisterSeries? series) =>
        series is null ? null : SlotEnergyCalculator.Compute(slot, series.Around(slot));

    static async Task<int> KeyAsync(MeterId meter, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select meter_key from meters where box = $1 and serial = $2", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = meter.Box }, new() { Value = meter.Serial } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    static async Task<Dictionary<Timeslot, SlotEnergyVersion>> LatestAsync(
        int key, MeterId meter, Timeslot first, Timeslot last, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LatestSql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = key }, new() { Value = first.StartUnixSeconds }, new() { Value = last.StartUnixSeconds } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var versions = new Dictionary<Timeslot, SlotEnergyVersion>();
        while (await reader.ReadAsync(cancellation))
        {
            var version = SlotEnergyRows.Read(reader, meter, 0);
            versions.Add(version.Measured.Timeslot, version);
        }

        return versions;
    }
}
