using LocalEnergyMarket.Protos.Quantities;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>What boxes gave up because they had no room for it.</summary>
public sealed class GapQuery(NpgsqlDataSource dataSource, TimeProvider clock)
{
    const string TouchingSql = """
        select m.box, m.serial, sum(g.readings)::bigint from reading_gaps g join meters m using (meter_key)
        join unnest($1, $2) as asked(box, serial) on m.box = asked.box and m.serial = asked.serial
        where g.from_ts <= $4 and g.to_ts >= $3 group by m.box, m.serial
        """;

    /// <summary>How many readings are counted in gaps that touch a timeslot, its edges included; a meter without one is left out.</summary>
    public async Task<IReadOnlyDictionary<MeterId, long>> TouchingAsync(Timeslot timeslot, IReadOnlyCollection<MeterId> meters, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(TouchingSql);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = meters.Select(meter => meter.Box).ToArray() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = meters.Select(meter => meter.Serial).ToArray() });
        command.Parameters.Add(new() { Value = timeslot.Start });
        command.Parameters.Add(new() { Value = timeslot.End });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<MeterId, long>();
        while (await reader.ReadAsync(cancellation))
        {
            counts.Add(new(reader.GetGuid(0), reader.GetString(1)), reader.GetInt64(2));
        }

        return counts;
    }

    /// <summary>How many readings all boxes have told to have given up, in batches that came within the last while.</summary>
    public async Task<long> ReceivedWithinAsync(TimeSpan last, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("select coalesce(sum(readings), 0)::bigint from reading_gaps where received_at >= $1");
        command.Parameters.Add(new() { Value = clock.GetUtcNow().ToUniversalTime() - last });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
