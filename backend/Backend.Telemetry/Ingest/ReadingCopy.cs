using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

static class ReadingCopy
{
    /// <summary>Copies a batch's readings, in the order of the primary key; of one instant sent twice, the last counts.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, ulong sequence, IReadOnlyList<Reading> readings, Dictionary<string, int> keys, CancellationToken cancellation)
    {
        var rows = new SortedDictionary<(int Meter, int Register, DateTimeOffset Time), Reading>();
        foreach (var reading in readings)
        {
            rows[(keys[reading.MeterSerial], (int)reading.Register, reading.Time)] = reading;
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            "copy readings (meter_key, register, ts, value, quality, sequence) from stdin (format binary)", cancellation);
        foreach (var ((meter, register, time), reading) in rows)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(meter, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync((short)register, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync(time, NpgsqlDbType.TimestampTz, cancellation);
            await copy.WriteAsync(reading.Value, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync((short)reading.Quality, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync((long)sequence, NpgsqlDbType.Bigint, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }
}
