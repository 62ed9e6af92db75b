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

    /// <summary>The highest number of each meter that has arrived.</summary>
    public static Task<IReadOnlyDictionary<string, long>> NewestAsync(string database, Guid box, CancellationToken cancellation) => ByMeterAsync(
        database, "select serial, max(value) from lem.readings join lem.meters using (meter_key) where box = $1 and register = 1 and quality <> 6 group by serial", box, cancellation);

    /// <summary>How many readings of a register of each meter the box says to have given up.</summary>
    public static Task<IReadOnlyDictionary<string, long>> GivenUpAsync(string database, Guid box, Register register, CancellationToken cancellation) => ByMeterAsync(
        database, $"select serial, sum(readings)::bigint from lem.reading_gaps join lem.meters using (meter_key) where box = $1 and register = {(int)register} group by serial", box, cancellation);

    /// <summary>How many readings of a register of each meter are in the table.</summary>
    public static Task<IReadOnlyDictionary<string, long>> StoredAsync(string database, Guid box, Register register, CancellationToken cancellation) => ByMeterAsync(
        database, $"select serial, count(*) from lem.readings join lem.meters using (meter_key) where box = $1 and register = {(int)register} group by serial", box, cancellation);

    /// <summary>What the box has told of its clock, in that order.</summary>
    public static Task<IReadOnlyList<ClockStep>> StepsAsync(string database, Guid box, CancellationToken cancellation) => RowsAsync(
        database, $"select sequence, step_ms from lem.clock_events where box = $1 and kind = {(int)ClockEventKind.Step} order by sequence, place", box,
        row => new ClockStep(row.GetInt64(0), TimeSpan.FromMilliseconds(row.GetInt64(1))), cancellation);

    public static async Task<long> CountAsync(string database, string sql, Guid box, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(database, cancellation);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = box } } };
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task<IReadOnlyDictionary<string, long>> ByMeterAsync(string database, string sql, Guid box, CancellationToken cancellation) =>
        (await RowsAsync(database, sql, box, row => (Serial: row.GetString(0), Number: row.GetInt64(1)), cancellation)).ToDictionary(row => row.Serial, row => row.Number, StringComparer.Ordinal);

    static async Task<IReadOnlyList<T>> RowsAsync<T>(string database, string sql, Guid box, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(database, cancellation);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = box } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    static async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        return connection;
    }
}
