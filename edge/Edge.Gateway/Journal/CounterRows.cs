using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>The last value of each counter, over restarts.</summary>
static class CounterRows
{
    /// <summary>Remembers a counter's value and marks one that ran back.</summary>
    /// <returns>The reading as it is to be written, and what it is worth.</returns>
    public static (Reading Reading, ReadingRank Rank) Judge(SqliteTransaction transaction, Reading reading)
    {
        if (reading.Register is not (Register.EnergyImportWh or Register.EnergyExportWh) || reading.Quality == Quality.Missing)
        {
            return (reading, ReadingRank.Power);
        }

        long? before = null;
        DateTimeOffset? time = null;
        using (var row = Sql.Query(transaction, "SELECT value, time_ms FROM counter WHERE meter_serial = $p0 AND register = $p1", reading.MeterSerial, (int)reading.Register))
        {
            if (row.Read())
            {
                (before, time) = (row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)));
            }
        }

        Sql.Execute(
            transaction,
            """
            INSERT INTO counter (meter_serial, register, value, time_ms) VALUES ($p0, $p1, $p2, $p3)
            ON CONFLICT DO UPDATE SET value = excluded.value, time_ms = excluded.time_ms
            """,
            reading.MeterSerial, (int)reading.Register, reading.Value, reading.Time.ToUnixTimeMilliseconds());
        return (reading.Value < before ? reading with { Quality = Quality.CounterBack } : reading, ReadingRanks.Of(reading, time));
    }
}
