using System.Globalization;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>The open readings: those that no batch holds yet.</summary>
static class ReadingRows
{
    const string Columns = "id, meter_index, meter_serial, register, time_ms, value, quality";

    static readonly string Oldest = string.Join(
        " UNION ALL ",
        Enumerable.Range(0, ReadingRanks.Count).Select(rank => string.Create(
            CultureInfo.InvariantCulture, $"SELECT * FROM (SELECT {Columns} FROM reading WHERE rank = {rank} AND id <= $p0 ORDER BY id LIMIT $p1)")))
        + " ORDER BY id LIMIT $p1";

    public static void Insert(SqliteTransaction transaction, long id, ReadingRank rank, Reading reading) => Sql.Execute(
        transaction,
        $"INSERT INTO reading (rank, {Columns}) VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7)",
        (int)rank, id, reading.MeterIndex, reading.MeterSerial, (int)reading.Register, reading.Time.ToUnixTimeMilliseconds(), reading.Value, (int)reading.Quality);

    /// <summary>The oldest up to an id, in the order they were written.</summary>
    public static List<(long Id, Reading Reading)> First(SqliteTransaction transaction, long upTo, int limit) => Read(transaction, Oldest, upTo, limit);

    /// <summary>The oldest of a rank behind an id, and takes them out.</summary>
    public static List<(long Id, Reading Reading)> GiveUp(SqliteTransaction transaction, ReadingRank rank, long behind, int limit)
    {
        var rows = Read(
            transaction, $"SELECT {Columns} FROM reading WHERE rank = $p0 AND id > $p1 ORDER BY id LIMIT $p2", (int)rank, behind, limit);
        if (rows.Count > 0)
        {
            Sql.Execute(transaction, "DELETE FROM reading WHERE rank = $p0 AND id > $p1 AND id <= $p2", (int)rank, behind, rows[^1].Id);
        }

        return rows;
    }

    /// <returns>How many there were.</returns>
    public static int DeleteUpTo(SqliteTransaction transaction, long id)
    {
        var count = 0;
        for (var rank = 0; rank < ReadingRanks.Count; rank++)
        {
            count += Sql.Execute(transaction, "DELETE FROM reading WHERE rank = $p0 AND id <= $p1", rank, id);
        }

        return count;
    }

    static List<(long Id, Reading Reading)> Read(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        var readings = new List<(long, Reading)>();
        using var row = Sql.Query(transaction, sql, values);
        while (row.Read())
        {
            readings.Add((row.GetInt64(0), new(
                row.GetString(2), (uint)row.GetInt64(1), (Register)row.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                row.GetInt64(5), (Quality)row.GetInt32(6))));
        }

        return readings;
    }
}
