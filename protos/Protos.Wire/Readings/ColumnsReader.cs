using Google.Protobuf.Collections;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>Reads the columns of one register of one meter, and trusts nothing in them.</summary>
static class ColumnsReader
{
    static readonly long FirstTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    static readonly long LastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static void Read(MeterColumns columns, string where, List<Reading> readings)
    {
        CheckShape(columns, where);
        var (time, value, at) = (0L, 0L, 0);
        for (var run = 0; run < columns.QualityRuns.Count; run += 2)
        {
            var quality = (Quality)columns.QualityRuns[run];
            for (var left = columns.QualityRuns[run + 1]; left > 0; left--, at++)
            {
                time = Sum(time, columns.TimeUnixMs[at], $"{where}.time_unix_ms", at);
                value = Sum(value, columns.Value[at], $"{where}.value", at);
                if (time < FirstTime || time > LastTime)
                {
                    throw new ReadingFormatException($"{where}.time_unix_ms[{at}]: {time} ms is not a time between the years 1 and 9999.");
                }

                var instant = DateTimeOffset.FromUnixTimeMilliseconds(time);
                readings.Add(new Reading(columns.MeterSerial, columns.MeterIndex, columns.Register, instant, value, quality));
            }
        }
    }

    static void CheckShape(MeterColumns columns, string where)
    {
        if (ReadingRules.WrongWithMeter(columns.MeterSerial, columns.MeterIndex, columns.Register) is { } wrong)
        {
            throw new ReadingFormatException($"{where}: {wrong}.");
        }

        var count = columns.TimeUnixMs.Count;
        if (count == 0)
        {
            throw new ReadingFormatException($"{where}: there are no readings; a meter without readings is left out.");
        }

        if (columns.Value.Count != count)
        {
            throw new ReadingFormatException($"{where}: {count} times but {columns.Value.Count} values.");
        }

        CheckQualityRuns(columns.QualityRuns, count, $"{where}.quality_runs");
    }

    static void CheckQualityRuns(RepeatedField<uint> runs, int count, string where)
    {
        if (runs.Count % 2 != 0)
        {
            throw new ReadingFormatException($"{where}: {runs.Count} numbers are not pairs of quality and count.");
        }

        var sum = 0L;
        for (var run = 0; run < runs.Count; run += 2)
        {
            // A number above int's range turns negative, which no quality is.
            if (ReadingRules.WrongWithQuality(unchecked((Quality)runs[run])) is { } wrong)
            {
                throw new ReadingFormatException($"{where}[{run}]: {wrong}.");
            }

            if (runs[run + 1] == 0)
            {
                throw new ReadingFormatException($"{where}[{run + 1}]: a run of no readings.");
            }

            sum += runs[run + 1];
        }

        if (sum != count)
        {
            throw new ReadingFormatException($"{where}: qualities of {sum} readings, but there are {count}.");
        }
    }

    static long Sum(long before, long delta, string where, int at)
    {
        try
        {
            return checked(before + delta);
        }
        catch (OverflowException overflow)
        {
            throw new ReadingFormatException($"{where}[{at}]: {before} and the difference {delta} leave the range of 64 bits.", overflow);
        }
    }
}
