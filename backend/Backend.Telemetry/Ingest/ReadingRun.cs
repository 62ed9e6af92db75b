using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>Readings of one register of one meter from one batch, ascending in time, one an instant.</summary>
readonly record struct ReadingRun(int Meter, short Register, long Sequence, IReadOnlyList<Reading> Readings) : IComparable<ReadingRun>
{
    /// <summary>A batch's readings as runs: mostly as they came, for a box sends them in this order.</summary>
    public static IReadOnlyList<ReadingRun> Of(IReadOnlyList<Reading> readings, IReadOnlyDictionary<string, int> keys, long sequence)
    {
        var runs = new Dictionary<(int Meter, short Register), ReadingRun>();
        for (var first = 0; first < readings.Count;)
        {
            var end = first + 1;
            while (end < readings.Count && readings[end].Register == readings[first].Register && readings[end].MeterSerial == readings[first].MeterSerial)
            {
                end++;
            }

            var run = new ReadingRun(keys[readings[first].MeterSerial], (short)readings[first].Register, sequence, new Slice(readings, first, end - first));
            runs[(run.Meter, run.Register)] = runs.TryGetValue((run.Meter, run.Register), out var before)
                ? run with { Readings = InTime([.. before.Readings, .. run.Readings]) }
                : run with { Readings = InTime(run.Readings) };
            first = end;
        }

        return [.. runs.Values];
    }

    public int CompareTo(ReadingRun other) => (Meter, Register, Sequence).CompareTo((other.Meter, other.Register, other.Sequence));

    public static bool operator <(ReadingRun left, ReadingRun right) => left.CompareTo(right) < 0;

    public static bool operator <=(ReadingRun left, ReadingRun right) => left.CompareTo(right) <= 0;

    public static bool operator >(ReadingRun left, ReadingRun right) => left.CompareTo(right) > 0;

    public static bool operator >=(ReadingRun left, ReadingRun right) => left.CompareTo(right) >= 0;

    static IReadOnlyList<Reading> InTime(IReadOnlyList<Reading> readings)
    {
        for (var i = 1; i < readings.Count; i++)
        {
            if (readings[i].Time <= readings[i - 1].Time)
            {
                var last = new SortedDictionary<DateTimeOffset, Reading>();
                foreach (var reading in readings)
                {
                    last[reading.Time] = reading;
                }

                return [.. last.Values];
            }
        }

        return readings;
    }

    /// <summary>A part of a list, not copied.</summary>
    sealed class Slice(IReadOnlyList<Reading> all, int first, int count) : IReadOnlyList<Reading>
    {
        public int Count => count;

        public Reading this[int index] => all[first + index];

        public IEnumerator<Reading> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
            {
                yield return all[first + i];
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
