using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>Stored register values, in the transaction that has just added some.</summary>
sealed class ReadingRows(NpgsqlTransaction transaction)
{
    // The box's clock was set back: what earlier batches said of instants that came again was said at a wrong time.
    const string Counts = """
        not exists (
          select from clock_events e join meters m on m.box = e.box
          where m.meter_key = readings.meter_key and e.step_ms < 0 and readings.sequence < e.sequence and readings.ts >= e.ts and e.sequence <=
        """;

    // Register 1 and 2 are the energies, quality 6 is a missing value: no neighbour to estimate from.
    const string BoundsSql = $"""
        select coalesce(min(b.ts), $2), coalesce(max(a.ts), $3), bool_and(not exists (
          select from readings where meter_key = $1 and readings.register = register.register and quality <> 6 and ts > $3 and sequence <= $5))
        from unnest(array[1, 2]::smallint[]) register
        left join lateral (
          select ts from readings
          where meter_key = $1 and readings.register = register.register and quality <> 6 and ts < $2 and ts >= $2 - $4 and sequence <= $5 and {Counts} $5)
          order by ts desc limit 1) b on true
        left join lateral (
          select ts from readings
          where meter_key = $1 and readings.register = register.register and quality <> 6 and ts > $3 and ts <= $3 + $4 and sequence <= $5 and {Counts} $5)
          order by ts limit 1) a on true
        """;

    // Of one instant the newest batch counts.
    const string SeriesSql = $"""
        with bounds as (
          select
            (select ts from readings
             where meter_key = $1 and register = $2 and quality <> 6 and ts < $3 and ts >= $3 - $5 and sequence <= $6 and {Counts} $6) order by ts desc limit 1) as low,
            (select ts from readings
             where meter_key = $1 and register = $2 and quality <> 6 and ts > $4 and ts <= $4 + $5 and sequence <= $6 and {Counts} $6) order by ts limit 1) as high)
        select distinct on (ts) ts, value, quality, sequence from readings, bounds
        where meter_key = $1 and register = $2 and ts >= coalesce(low, $3) and ts <= coalesce(high, $4) and sequence <= $6 and {Counts} $6)
        order by ts, sequence desc
        """;

    /// <summary>From the last energy value before the span to the first after it: between them every edge may now be another.</summary>
    /// <param name="newest">What later batches brought is left out.</param>
    /// <returns>Also whether no energy value at all lies behind the span.</returns>
    public async Task<(DateTimeOffset From, DateTimeOffset To, bool IsLast)> BoundsAsync(
        int meter, DateTimeOffset from, DateTimeOffset to, long newest, CancellationToken cancellation)
    {
        await using var command = Command(BoundsSql, meter, from, to, SlotEnergyCalculator.LongestGap, newest);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2));
    }

    /// <param name="newest">What later batches brought is left out: the values as they were when this one had come.</param>
    /// <returns>The values in the span and one usable one to each side; null if the meter has never sent this register.</returns>
    public async Task<RegisterSeries?> SeriesAsync(
        int meter, Register register, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation, long newest = long.MaxValue)
    {
        var values = new List<RegisterValue>();
        await using (var command = Command(SeriesSql, meter, (short)register, from, to, SlotEnergyCalculator.LongestGap, newest))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                values.Add(new(
                    reader.GetFieldValue<DateTimeOffset>(0), new WattHours(reader.GetInt64(1)), (Quality)reader.GetInt16(2), reader.GetInt64(3)));
            }
        }

        return values.Count > 0 || await ExistsAsync(meter, register, newest, cancellation) ? new([.. values]) : null;
    }

    async Task<bool> ExistsAsync(int meter, Register register, long newest, CancellationToken cancellation)
    {
        await using var command = Command(
            "select exists (select from readings where meter_key = $1 and register = $2 and sequence <= $3)", meter, (short)register, newest);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
