using System.Buffers;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>What can be said of a batch by itself: signature, header, readings, Merkle root. What follows what is the database's to say.</summary>
/// <param name="Header">Null if the bytes are no batch, or not signed by the box.</param>
/// <param name="Wrong">Null if nothing is wrong.</param>
sealed record BatchCheck(ReadingBatch? Header, IReadOnlyList<Reading> Readings, BatchRefused? Wrong)
{
    /// <summary>What the box says it gave up.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>What became of the box's clock before these readings.</summary>
    public IReadOnlyList<ClockChange> ClockChanges { get; init; } = [];

    /// <summary>The months, as their first days in UTC, that readings lie in.</summary>
    public IReadOnlyList<DateOnly> Months { get; init; } = [];

    /// <summary>The serial numbers of its meters, each once.</summary>
    public IReadOnlyList<string> Serials { get; init; } = [];

    const int LongestSerial = 64;

    static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="latest">No reading may be later: a clock that runs far ahead would make values nobody could correct in time.</param>
    public static BatchCheck Of(EnrolledBox box, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, DateTimeOffset latest)
    {
        if (!box.VerifiesEver(SignedBatchContent.Digest(content), signature))
        {
            return Refused(null, RefusalReason.Signature, "signature: it is not the enrolled key's signature of this content.");
        }

        ReadingBatch? header = null;
        try
        {
            header = BatchContent.Parse(content);
            var readings = ReadingColumns.Decode(header);
            var gaps = BatchNotes.Gaps(header);
            return (WrongWith(box, header, readings, latest) ?? WrongWith(gaps, latest)) is { } wrong
                ? Refused(header, RefusalReason.Content, wrong)
                : new(header, readings, null)
                {
                    Gaps = gaps,
                    ClockChanges = BatchNotes.ClockChanges(header),
                    Months = MonthsOf(readings),
                    Serials = [.. header.Meters.Select(meter => meter.MeterSerial).Concat(gaps.Select(gap => gap.MeterSerial)).Distinct(StringComparer.Ordinal)],
                };
        }
        catch (ReadingFormatException e)
        {
            return Refused(header, RefusalReason.Content, e.Message);
        }
    }

    static string? WrongWith(EnrolledBox box, ReadingBatch header, IReadOnlyList<Reading> readings, DateTimeOffset latest) =>
        Guid.Parse(header.BoxId) != box.Id ? $"box_id: {header.BoxId} is another box than {box.Id}."
        : header.Sequence > long.MaxValue ? "sequence: it is beyond 63 bits."
        : readings.FirstOrDefault(reading => !IsSerial(reading.MeterSerial)) is { } serial
            ? $"meters: the serial number of meter {serial.MeterIndex} is longer than {LongestSerial} characters or has control characters."
        : readings.FirstOrDefault(reading => reading.Time < Earliest || reading.Time > latest) is { } time
            ? $"meters: the reading of meter {time.MeterIndex} at {time.Time:O} is before {Earliest:yyyy-MM-dd} or after {latest:O}."
        : Root(readings) != new Digest(header.Root.Span) ? "root: it is not the Merkle root of the readings."
        : null;

    static string? WrongWith(IReadOnlyList<Gap> gaps, DateTimeOffset latest) => gaps
        .Where(gap => !IsSerial(gap.MeterSerial) || gap.From < Earliest || gap.To > latest)
        .Select(gap => $"gaps: the serial number of meter {gap.MeterIndex} is not right, or its times are before {Earliest:yyyy-MM-dd} or after {latest:O}.")
        .FirstOrDefault();

    static IReadOnlyList<DateOnly> MonthsOf(IReadOnlyList<Reading> readings)
    {
        var months = new HashSet<DateOnly>();
        var (from, to) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        foreach (var time in readings.Select(reading => reading.Time))
        {
            if (time < from || time >= to)
            {
                var month = ReadingPartitions.MonthOf(time);
                months.Add(month);
                from = new(month.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
                to = from.AddMonths(1);
            }
        }

        return [.. months];
    }

    static bool IsSerial(string text) => text.Length <= LongestSerial && !text.Any(char.IsControl);

    static Digest Root(IReadOnlyList<Reading> readings)
    {
        var root = new MerkleRoot();
        var leaf = new ArrayBufferWriter<byte>(256);
        foreach (var reading in readings)
        {
            leaf.ResetWrittenCount();
            ReadingLeaf.Write(
                leaf,
                reading.MeterSerial,
                reading.MeterIndex,
                (int)reading.Register,
                reading.Time.ToUnixTimeMilliseconds(),
                reading.Value,
                (int)reading.Quality);
            root.Add(leaf.WrittenSpan);
        }

        return root.Compute();
    }

    static BatchCheck Refused(ReadingBatch? header, RefusalReason reason, string detail) =>
        new(header, [], new(header?.Sequence ?? 0, reason, detail));
}
