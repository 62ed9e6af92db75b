using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>What became of the clock and is in no batch yet; each before the reading that was to be written next.</summary>
static class ClockRows
{
    public static void Insert(SqliteTransaction transaction, ClockChange change, long beforeReading) => Sql.Execute(
        transaction,
        "INSERT INTO clock_change (kind, time_ms, step_ms, before_reading) VALUES ($p0, $p1, $p2, $p3)",
        (int)change.Kind, change.At.ToUnixTimeMilliseconds(), (long)change.Step.TotalMilliseconds, beforeReading);

    /// <summary>Those before a reading, in order.</summary>
    public static List<(long Id, ClockChange Change)> Before(SqliteTransaction transaction, long reading)
    {
        var changes = new List<(long, ClockChange)>();
        using var row = Sql.Query(
            transaction, "SELECT id, kind, time_ms, step_ms FROM clock_change WHERE before_reading <= $p0 ORDER BY id LIMIT 1000", reading);
        while (row.Read())
        {
            changes.Add((row.GetInt64(0), new(
                (ClockEventKind)row.GetInt32(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), TimeSpan.FromMilliseconds(row.GetInt64(3)))));
        }

        return changes;
    }

    /// <summary>The last reading, from this one on, that was taken before the clock changed again.</summary>
    public static long LastUnchanged(SqliteTransaction transaction, long reading) =>
        Sql.Scalar(transaction, "SELECT min(before_reading) FROM clock_change WHERE before_reading > $p0", reading) is > 0 and var next ? next - 1 : long.MaxValue;

    public static void DeleteUpTo(SqliteTransaction transaction, long id) => Sql.Execute(transaction, "DELETE FROM clock_change WHERE id <= $p0", id);
}
