using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>
/// What could not be written while the disk was full or failed: counted in memory, by register and quarter hour, until the counts can be written.
/// </summary>
sealed class UnwrittenReadings
{
    /// <summary>More counts than this are joined, those of one register.</summary>
    const int Most = 5_000;

    readonly Dictionary<(string, uint, Register, long), Gap> _gaps = [];
    readonly List<(long FirstId, int Count, IReadOnlyList<Reading> Readings)> _unsure = [];

    public IReadOnlyCollection<Gap> Gaps => _gaps.Values;

    /// <summary>What a transaction would have written that failed in a way that leaves open whether it is on the disk.</summary>
    public void Suspect(long firstId, IReadOnlyList<Reading> readings) => _unsure.Add((firstId, readings.Count, readings));

    /// <summary>Looks, when the file was opened again, which of the suspected are there.</summary>
    public void Settle(Func<long, long, bool> isThere)
    {
        foreach (var (first, count, readings) in _unsure)
        {
            if (!isThere(first, first + count - 1))
            {
                Add(readings);
            }
        }

        _unsure.Clear();
    }

    public void Add(IReadOnlyList<Reading> readings)
    {
        foreach (var gap in GapRows.Of(readings, GapReason.NotWritten))
        {
            var slot = _gaps.Count < Most ? Timeslot.Containing(gap.From).StartUnixSeconds : 0;
            var key = (gap.MeterSerial, gap.MeterIndex, gap.Register, slot);
            _gaps[key] = _gaps.TryGetValue(key, out var before)
                ? before with { From = Earlier(before.From, gap.From), To = Later(before.To, gap.To), Count = before.Count + gap.Count }
                : gap;
        }
    }

    public void Clear() => _gaps.Clear();

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
