using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;

namespace LocalEnergyMarket.Connectivity.Tests.Reports;

/// <summary>What the backend has of a box, from its database.</summary>
static class BackendLedger
{
    /// <summary>All readings of import counters: by batch, in a batch by meter and time.</summary>
    public static async Task<IReadOnlyList<StoredReading>> ReadAsync(string database, Guid box, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(database, cancellation);
        await using var command = new NpgsqlCommand("select sequence, content from lem.batch_ledger where box = $1 order by sequence", connection) { Parameters = { new() { Value = box } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var readings = new List<StoredReading>();
        while (await reader.ReadAsync(cancellation))
        {
            var sequence = reader.GetInt64(0);
            readings.AddRange(ReadingColumns.Decode(BatchContent.Parse(reader.GetFieldValue<byte[]>(1)))
                .Where(r => r.Register == Register.EnergyImportWh)
                .Select(r => new StoredReading(sequence, r.MeterSerial, r.Time, r.Value, r.Quality)));
        }

        return readings;
    }

    public static async Task<long> CountAsync(string database, string sql, Guid box, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(database, cancellation);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = box } } };
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        return connection;
    }
}
