using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>The open gap records: a row for each register, reason and quarter hour, until there are too many of them.</summary>
static class GapRows
{
    const long SlotMs = Timeslot.Seconds * 1000L;

    /// <summary>Adds to the counts. Rows up to <paramref name="closing"/> are on their way into a batch and are left as they are.</summary>
    /// <returns>By how many rows there are more.</returns>
    public static int Count(SqliteTransaction transaction, IEnumerable<Gap> gaps, long closing)
    {
        var made = 0;
        foreach (var gap in gaps)
        {
            var (from, to) = (gap.From.ToUnixTimeMilliseconds(), gap.To.ToUnixTimeMilliseconds());
            var added = Sql.Execute(
                transaction,
                """
                UPDATE gap SET count = count + $p0, from_ms = min(from_ms, $p1), to_ms = max(to_ms, $p2)
                WHERE id = (SELECT max(id) FROM gap WHERE meter_serial = $p3 AND register = $p4 AND meter_index = $p5 AND reason = $p6 AND id > $p7 AND from_ms / $p8 = $p1 / $p8)
                """,
                gap.Count, from, to, gap.MeterSerial, (int)gap.Register, gap.MeterIndex, (int)gap.Reason, closing, SlotMs);
            made += added > 0 ? 0 : Sql.Execute(
                transaction,
                "INSERT INTO gap (meter_index, meter_serial, register, reason, from_ms, to_ms, count) VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6)",
                gap.MeterIndex, gap.MeterSerial, (int)gap.Register, (int)gap.Reason, from, to, gap.Count);
        }

        return made;
    }

    /// <summary>The readings counted, by register and quarter hour.</summary>
    public static IEnumerable<Gap> Of(IEnumerable<Reading> readings, GapReason reason) => readings
        .GroupBy(reading => (reading.MeterSerial, reading.MeterIndex, reading.Register, Slot: Timeslot.Containing(reading.Time)))
        .Select(group => new Gap(
            group.Key.MeterSerial, group.Key.MeterIndex, group.Key.Register, group.Min(reading => reading.Time), group.Max(reading => reading.Time), group.Count(), reason));

    public static List<(long Id, Gap Gap)> First(SqliteTransaction transaction, int limit)
    {
        var gaps = new List<(long, Gap)>();
        using var row = Sql.Query(
            transaction, "SELECT id, meter_index, meter_serial, register, reason, from_ms, to_ms, count FROM gap ORDER BY id LIMIT $p0", limit);
        while (row.Read())
        {
            gaps.Add((row.GetInt64(0), new(
                row.GetString(2), (uint)row.GetInt64(1), (Register)row.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), row.GetInt64(7), (GapReason)row.GetInt32(4))));
        }

        return gaps;
    }

    public static int DeleteUpTo(SqliteTransaction transaction, long id) => Sql.Execute(transaction, "DELETE FROM gap WHERE id <= $p0", id);

    /// <summary>Joins the records behind an id of one register and reason: those of a day, and if that is not enough, all.</summary>
    /// <returns>How many are left behind the id.</returns>
    public static long Coarsen(SqliteTransaction transaction, long closing, long most)
    {
        var left = Join(transaction, closing, TimeSpan.MillisecondsPerDay);
        return left > most ? Join(transaction, closing, long.MaxValue) : left;
    }

    static long Join(SqliteTransaction transaction, long closing, long span)
    {
        // The newest row of a group takes the others in.
        Sql.Execute(
            transaction,
            """
            UPDATE gap SET count = sums.total, from_ms = sums.first, to_ms = sums.last
            FROM (
                SELECT max(id) AS newest, sum(count) AS total, min(from_ms) AS first, max(to_ms) AS last FROM gap WHERE id > $p0
                GROUP BY meter_serial, meter_index, register, reason, from_ms / $p1 HAVING count(*) > 1) AS sums
            WHERE gap.id = sums.newest
            """,
            closing, span);
        Sql.Execute(
            transaction,
            """
            DELETE FROM gap WHERE id > $p0 AND id NOT IN (
                SELECT max(id) FROM gap WHERE id > $p0 GROUP BY meter_serial, meter_index, register, reason, from_ms / $p1)
            """,
            closing, span);
        return Sql.Scalar(transaction, "SELECT count(*) FROM gap WHERE id > $p0", closing);
    }
}
