using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>What a batch says besides readings: what was given up, and what became of the clock.</summary>
public static class BatchNotes
{
    static readonly long FirstTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    static readonly long LastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    static readonly long LongestStep = (long)TimeSpan.MaxValue.TotalMilliseconds;

    /// <summary>The gaps in the order of a batch: by meter index, register, meter serial (ordinal), reason, from.</summary>
    public static IEnumerable<ReadingGap> Encode(IEnumerable<Gap> gaps) => gaps
        .OrderBy(gap => gap.MeterIndex)
        .ThenBy(gap => gap.Register)
        .ThenBy(gap => gap.MeterSerial, StringComparer.Ordinal)
        .ThenBy(gap => gap.Reason)
        .ThenBy(gap => gap.From)
        .Select(gap => new ReadingGap
        {
            MeterSerial = gap.MeterSerial,
            MeterIndex = gap.MeterIndex,
            Register = gap.Register,
            FromUnixMs = gap.From.ToUnixTimeMilliseconds(),
            ToUnixMs = gap.To.ToUnixTimeMilliseconds(),
            Count = (ulong)gap.Count,
            Reason = gap.Reason,
        });

    public static ClockEvent Encode(ClockChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new() { Kind = change.Kind, TimeUnixMs = change.At.ToUnixTimeMilliseconds(), StepMs = (long)change.Step.TotalMilliseconds };
    }

    /// <exception cref="ReadingFormatException">A gap does not hold together; the message says which.</exception>
    public static IReadOnlyList<Gap> Gaps(ReadingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return [.. batch.Gaps.Select((gap, i) => Decode(gap, $"gaps[{i}]"))];
    }

    /// <exception cref="ReadingFormatException">An event does not hold together; the message says which.</exception>
    public static IReadOnlyList<ClockChange> ClockChanges(ReadingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return [.. batch.ClockEvents.Select((change, i) => Decode(change, $"clock_events[{i}]"))];
    }

    static Gap Decode(ReadingGap gap, string where)
    {
        Check(ReadingRules.WrongWithMeter(gap.MeterSerial, gap.MeterIndex, gap.Register), where);
        Check(IsTime(gap.FromUnixMs) && IsTime(gap.ToUnixMs) ? null : "its times are not between the years 1 and 9999", where);
        Check(gap.FromUnixMs <= gap.ToUnixMs ? null : "it ends before it begins", where);
        Check(gap.Count is > 0 and <= long.MaxValue ? null : $"a count of {gap.Count}", where);
        Check(gap.Reason is GapReason.JournalFull or GapReason.NotWritten ? null : $"reason {(int)gap.Reason} is not known", where);
        return new(
            gap.MeterSerial, gap.MeterIndex, gap.Register, DateTimeOffset.FromUnixTimeMilliseconds(gap.FromUnixMs),
            DateTimeOffset.FromUnixTimeMilliseconds(gap.ToUnixMs), (long)gap.Count, gap.Reason);
    }

    static ClockChange Decode(ClockEvent change, string where)
    {
        Check(
            change.Kind is ClockEventKind.Step or ClockEventKind.Synchronised or ClockEventKind.Unsynchronised ? null : $"kind {(int)change.Kind} is not known", where);
        Check(IsTime(change.TimeUnixMs) ? null : "its time is not between the years 1 and 9999", where);
        Check(change.StepMs >= -LongestStep && change.StepMs <= LongestStep ? null : $"a step of {change.StepMs} ms", where);
        return new(change.Kind, DateTimeOffset.FromUnixTimeMilliseconds(change.TimeUnixMs), TimeSpan.FromMilliseconds(change.StepMs));
    }

    static bool IsTime(long milliseconds) => milliseconds >= FirstTime && milliseconds <= LastTime;

    static void Check(string? wrong, string where)
    {
        if (wrong is not null)
        {
            throw new ReadingFormatException($"{where}: {wrong}.");
        }
    }
}
