using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>Writes a set and its curves in a transaction.</summary>
sealed class CurveWrite(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    // The key is locked until the transaction ends: whoever comes second finds the set there.
    const string InsertSet = """
        insert into forecast_sets (source, kind, believed_at, document, key, first_timeslot, last_timeslot, units, slot_values)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (key) do nothing returning set_id
        """;

    /// <returns>Null if a set of this key is there.</returns>
    public async Task<long?> SetAsync(BeliefSet set, IReadOnlyCollection<SlotForecast> values, CancellationToken cancellation)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        var units = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            (first, last) = (Math.Min(first, value.Timeslot.StartUnixSeconds), Math.Max(last, value.Timeslot.StartUnixSeconds));
            units.Add(value.UnitNumber);
        }

        await using var command = new NpgsqlCommand(InsertSet, connection, transaction)
        {
            Parameters =
            {
                new() { Value = set.Source }, new() { Value = (short)set.Kind }, new() { Value = set.BelievedAt.UtcDateTime },
                new() { Value = (object?)set.Document ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)set.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = first }, new() { Value = last }, new() { Value = units.Count }, new() { Value = (long)values.Count },
            },
        };
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    public async Task<AppendedSet> FindAsync(string key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select set_id, believed_at from forecast_sets where key = $1", connection, transaction) { Parameters = { new() { Value = key } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), WasThere: true);
    }

    public async Task CurvesAsync(long set, IReadOnlyList<KeyValuePair<CurveKey, Curve>> curves, CancellationToken cancellation)
    {
        var keys = await UnitKeysAsync([.. curves.Select(pair => pair.Key.UnitNumber).Distinct(StringComparer.Ordinal)], cancellation);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy forecast_curves (unit_key, day, set_id, direction, quantile, wh, status) from stdin (format binary)", cancellation);
        foreach (var (key, curve) in curves)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(keys[key.UnitNumber], NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(key.Day, NpgsqlDbType.Date, cancellation);
            await copy.WriteAsync(set, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync((short)key.Direction, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync((short)key.Quantile, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync(curve.WattHours, NpgsqlDbType.Array | NpgsqlDbType.Bigint, cancellation);
            if (curve.Status is null)
            {
                await copy.WriteNullAsync(cancellation);
            }
            else
            {
                await copy.WriteAsync(curve.Status, NpgsqlDbType.Array | NpgsqlDbType.Smallint, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    async Task<Dictionary<string, int>> UnitKeysAsync(string[] units, CancellationToken cancellation)
    {
        // In the order of the numbers, so that two who enter the same units wait for one another and never in a circle.
        await using var insert = new NpgsqlCommand(
            """
            insert into forecast_units (unit_number)
            select number from unnest($1) number where not exists (select from forecast_units where unit_number = number) order by number collate "C"
            on conflict do nothing
            """, connection, transaction) { Parameters = { new() { Value = units } } };
        await insert.ExecuteNonQueryAsync(cancellation);
        await using var select = new NpgsqlCommand("select unit_number, unit_key from forecast_units where unit_number = any($1)", connection, transaction)
        {
            Parameters = { new() { Value = units } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var keys = new Dictionary<string, int>(units.Length, StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(reader.GetString(0), reader.GetInt32(1));
        }

        return keys;
    }
}
