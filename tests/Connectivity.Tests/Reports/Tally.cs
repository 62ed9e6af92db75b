using System.Globalization;
using LocalEnergyMarket.Connectivity.Tests.Parts;

namespace LocalEnergyMarket.Connectivity.Tests.Reports;

/// <summary>What a meter gave, held against what the backend has of it.</summary>
/// <param name="Serial">The meter.</param>
/// <param name="Served">Numbers that it gave.</param>
/// <param name="Stored">Of these, those at the backend.</param>
/// <param name="Cut">Not there because the box was killed between asking and writing down: no other number was given before the kill.</param>
/// <param name="Unread">Not there because the box says itself that it had no answer in time, with a reading marked MISSING in its place.</param>
/// <param name="Lost">Not there, and none of these explains it.</param>
/// <param name="GivenUp">What the box says to have given up, in gap records: must be as many as are lost.</param>
/// <param name="Doubled">There more than once. Must be none.</param>
/// <param name="Misordered">Behind a greater one. Must be none.</param>
sealed record Tally(
    string Serial, int Served, int Stored, int Cut, int Unread, IReadOnlyList<long> Lost, long GivenUp, IReadOnlyList<long> Doubled, IReadOnlyList<long> Misordered)
{
    public bool IsClean => Lost.Count == GivenUp && Doubled.Count == 0 && Misordered.Count == 0;

    /// <summary>Up to the last number that has arrived; what was read after it is on its way.</summary>
    /// <param name="meter">What it gave.</param>
    /// <param name="kills">When its box was killed.</param>
    /// <param name="ledger">What arrived, in the order of the batches.</param>
    /// <param name="givenUp">How many readings its box says to have given up.</param>
    public static Tally Of(NumberedMeter meter, IReadOnlyList<long> kills, IEnumerable<StoredReading> ledger, long givenUp)
    {
        var mine = ledger.Where(reading => reading.Serial == meter.Serial).ToList();
        var served = meter.ServedUpTo(mine.Where(reading => !reading.IsMissing).Max(reading => (long?)reading.Value) ?? 0);
        var values = mine.Where(reading => !reading.IsMissing).Select(reading => reading.Value).ToList();
        var there = values.ToHashSet();
        var unread = Unanswered(mine);
        int cut = 0, marked = 0;
        var lost = new List<long>();
        for (var number = 1L; number <= served.Count; number++)
        {
            if (there.Contains(number))
            {
                continue;
            }

            if (kills.Any(kill => kill >= served[(int)number - 1] && (number == served.Count || kill <= served[(int)number])))
            {
                cut++;
            }
            else if (unread.Contains(number))
            {
                marked++;
            }
            else
            {
                lost.Add(number);
            }
        }

        return new(
            meter.Serial, served.Count, there.Count, cut, marked, lost, givenUp,
            [.. values.CountBy(value => value).Where(count => count.Value > 1).Select(count => count.Key)],
            [.. values.Zip(values.Skip(1)).Where(pair => pair.Second < pair.First).Select(pair => pair.Second)]);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Serial}: {Served} read, {Stored} at the backend, {Cut} cut off by a kill, {Unread} marked missing, {GivenUp} given up and counted; lost: {Spans(Lost)}, doubled: [{string.Join(' ', Doubled)}], out of order: [{string.Join(' ', Misordered)}]");

    static string Spans(IReadOnlyList<long> numbers)
    {
        var spans = new List<string>();
        for (var from = 0; from < numbers.Count;)
        {
            var to = from;
            while (to + 1 < numbers.Count && numbers[to + 1] == numbers[to] + 1)
            {
                to++;
            }

            spans.Add(from == to ? $"{numbers[from]}" : $"{numbers[from]}-{numbers[to]}");
            from = to + 1;
        }

        return $"[{string.Join(' ', spans)}]";
    }

    /// <summary>The numbers between two readings that are there, if a reading marked MISSING stands between them.</summary>
    static HashSet<long> Unanswered(List<StoredReading> readings)
    {
        var unanswered = new HashSet<long>();
        var (last, missing) = (0L, false);
        foreach (var reading in readings)
        {
            if (reading.IsMissing)
            {
                missing = true;
                continue;
            }

            for (var number = last + 1; missing && number < reading.Value; number++)
            {
                unanswered.Add(number);
            }

            (last, missing) = (reading.Value, false);
        }

        return unanswered;
    }
}
