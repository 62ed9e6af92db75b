using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>
/// Computes the slot energies that batches make possible or change, in the transaction that takes them in. What comes out as before is left; what
/// comes out otherwise becomes the next version. The ordinary batch brings the newest values: then nothing is asked, and nothing computed
/// before a timeslot is over.
/// </summary>
public sealed class SlotEnergyWrite(TimeProvider clock) : IBatchWrite
{
    readonly MeterTails _tails = new();

    public async Task WriteAsync(IReadOnlyList<IngestedBatch> batches, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var measured = new List<(int Key, IngestedBatch Batch, MeterId Meter, MeasuredSlot Slot)>();
        foreach (var batch in batches)
        {
            await MeasureAsync(batch, measured, transaction, cancellation);
        }

        if (measured.Count > 0)
        {
            var latest = await SlotEnergyRows.LatestAsync([.. measured.Select(one => (one.Key, one.Slot.Timeslot))], transaction, cancellation);
            await SlotEnergyRows.CopyAsync(Versions(measured, latest), transaction, cancellation);
        }
    }

    async Task MeasureAsync(
        IngestedBatch batch, List<(int Key, IngestedBatch Batch, MeterId Meter, MeasuredSlot Slot)> measured, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var tails = _tails.After(batch.Box, batch.PreviousHash);
        var wentBack = batch.ClockChanges.Any(change => change.Step < TimeSpan.Zero);
        if (wentBack)
        {
            tails.Clear();
        }

        foreach (var (serial, values) in Energies(batch))
        {
            var key = batch.MeterKeys[serial];
            var before = tails.GetValueOrDefault(key);
            var (slots, tail) = before?.With(values) is { } next
                ? (SlotsBehind(before, next), next.Shortened())
                : await AskAsync(key, (long)batch.Sequence, values, transaction, cancellation);
            measured.AddRange(slots.Select(slot => (key, batch, new MeterId(batch.Box, serial), slot)));
            if (tail is null)
            {
                tails.Remove(key);
            }
            else
            {
                tails[key] = tail;
            }
        }

        _tails.Keep(batch.Box, batch.Hash, tails);
    }

    static Dictionary<string, List<(Register Register, RegisterValue Value)>> Energies(IngestedBatch batch)
    {
        var meters = new Dictionary<string, List<(Register, RegisterValue)>>(StringComparer.Ordinal);
        List<(Register, RegisterValue)>? values = null;
        var serial = "";
        foreach (var reading in batch.Readings)
        {
            if (reading.Register is not (Register.EnergyImportWh or Register.EnergyExportWh))
            {
                continue;
            }

            if (values is null || reading.MeterSerial != serial)
            {
                serial = reading.MeterSerial;
                if (!meters.TryGetValue(serial, out values))
                {
                    meters[serial] = values = [];
                }
            }

            values.Add((reading.Register, new(reading.Time, new(reading.Value), reading.Quality, (long)batch.Sequence)));
        }

        return meters;
    }

    /// <summary>The timeslots that ended between the tails.</summary>
    static List<MeasuredSlot> SlotsBehind(MeterTail before, MeterTail after)
    {
        var (first, last) = (Timeslot.Containing(before.First!.Value), Timeslot.Containing(after.Newest!.Value.AddTicks(-1)));
        return first == last && after.Newest < last.End ? [] : Slots(first, last, after.Import?.ToSeries(), after.Export?.ToSeries());
    }

    static List<MeasuredSlot> Slots(Timeslot first, Timeslot last, RegisterSeries? import, RegisterSeries? export)
    {
        var slots = new List<MeasuredSlot>();
        for (var slot = first; slot <= last; slot = slot.Next)
        {
            if ((import?.Reaches(slot.End) ?? false) || (export?.Reaches(slot.End) ?? false))
            {
                slots.Add(new(slot, Of(slot, import), Of(slot, export)));
            }
        }

        return slots;
    }

    static RegisterEnergy? Of(Timeslot slot, RegisterSeries? series) =>
        series is null ? null : SlotEnergyCalculator.Compute(slot, series.Around(slot));

    /// <summary>What the database says, when the values are not simply the newest.</summary>
    static async Task<(List<MeasuredSlot> Slots, MeterTail? Tail)> AskAsync(
        int key, long sequence, List<(Register Register, RegisterValue Value)> values, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var rows = new ReadingRows(transaction);
        var newest = values.Max(value => value.Value.Time);
        var (from, to, isLast) = await rows.BoundsAsync(key, values.Min(value => value.Value.Time), newest, sequence, cancellation);
        var (first, last) = (Timeslot.Containing(from), Timeslot.Containing(to.AddTicks(-1)));
        var isOpen = first == last && to == newest && to < last.End;
        if (isOpen && !isLast)
        {
            return ([], null);
        }

        var import = await rows.SeriesAsync(key, Register.EnergyImportWh, first.Start, last.End, cancellation, sequence);
        var export = await rows.SeriesAsync(key, Register.EnergyExportWh, first.Start, last.End, cancellation, sequence);
        var tail = isLast ? new MeterTail(import?.ToTail(), export?.ToTail()).Shortened() : null;
        return (isOpen ? [] : Slots(first, last, import, export), tail);
    }

    List<(int Key, SlotEnergyVersion Version)> Versions(
        List<(int Key, IngestedBatch Batch, MeterId Meter, MeasuredSlot Slot)> measured, Dictionary<(int Key, Timeslot Timeslot), SlotEnergyVersion> latest)
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        var versions = new List<(int Key, SlotEnergyVersion Version)>();
        foreach (var (key, batch, meter, slot) in measured)
        {
            var old = latest.GetValueOrDefault((key, slot.Timeslot));
            if (old is null || !slot.SaysTheSameAs(old.Measured))
            {
                var version = new SlotEnergyVersion(meter, (old?.Version ?? 0) + 1, slot, (long)batch.Sequence, batch.Hash, now);
                latest[(key, slot.Timeslot)] = version;
                versions.Add((key, version));
            }
        }

        return versions;
    }
}
