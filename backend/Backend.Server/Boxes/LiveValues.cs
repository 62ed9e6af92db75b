using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>What a box's meters showed last, as this process heard it: for people to look at. Never stored, and no part of any settlement.</summary>
/// <param name="At">When it was heard last, on the market's clock.</param>
/// <param name="WaitingBatches">Batches that waited on the box; 0 if it has not said so, because none do.</param>
/// <param name="OpenReadings">Readings on the box that were in no batch.</param>
/// <param name="Readings">The newest of each register of each meter, in the order of a batch.</param>
public sealed record BoxLive(DateTimeOffset At, ulong WaitingBatches, ulong OpenReadings, IReadOnlyList<Reading> Readings);

/// <summary>
/// The newest values of each box that is connected here: from its batches, and while it has a backlog from what it sends between them, which is
/// not signed.
/// </summary>
public sealed class LiveValues(TimeProvider time) : IBatchWrite
{
    /// <summary>Three registers of 255 meters, and some to spare.</summary>
    const int MostReadings = 1_000;

    readonly ConcurrentDictionary<Guid, BoxLive> _boxes = [];

    public BoxLive? Find(Guid box) => _boxes.GetValueOrDefault(box);

    /// <exception cref="RefusalException">The message does not hold together.</exception>
    public void Update(Guid box, LiveReadings live)
    {
        IReadOnlyList<Reading> readings;
        try
        {
            readings = live.Meters.Sum(columns => columns.TimeUnixMs.Count) <= MostReadings
                ? ReadingColumns.Decode(live.Meters)
                : throw new ReadingFormatException($"meters: more than {MostReadings} readings.");
        }
        catch (ReadingFormatException e)
        {
            throw Refusal.Invalid(Reason.MessageUnexpected, $"Live readings: {e.Message}");
        }

        _boxes[box] = new(time.GetUtcNow(), live.WaitingBatches, live.OpenReadings, ReadingOrder.Sorted(readings));
    }

    /// <summary>A batch brings newer values too, if it is not one of a backlog.</summary>
    public Task WriteAsync(IReadOnlyList<IngestedBatch> batches, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        foreach (var batch in batches.Where(batch => batch.Readings.Count > 0))
        {
            var newest = Newest(batch.Readings);
            _boxes.AddOrUpdate(
                batch.Box,
                _ => new(time.GetUtcNow(), 0, 0, newest),
                (_, before) => newest.Max(reading => reading.Time) < before.Readings.Select(reading => reading.Time).DefaultIfEmpty().Max()
                    ? before
                    : new(time.GetUtcNow(), 0, 0, Newest([.. before.Readings, .. newest])));
        }

        return Task.CompletedTask;
    }

    // Each batch passes here: one look at each reading, and few of them kept.
    static IReadOnlyList<Reading> Newest(IReadOnlyList<Reading> readings)
    {
        var newest = new Dictionary<(uint MeterIndex, Register Register), Reading>();
        foreach (var reading in readings)
        {
            ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(newest, (reading.MeterIndex, reading.Register), out _);
            kept = kept is null || reading.Time > kept.Time ? reading : kept;
        }

        return ReadingOrder.Sorted(newest.Values);
    }
}
