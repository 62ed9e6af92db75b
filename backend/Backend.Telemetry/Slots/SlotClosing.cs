using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>Says aloud that a value is missing: settlement cannot wait for a silent meter.</summary>
public sealed class SlotClosing(NpgsqlDataSource dataSource, TimeProvider clock)
{
    const string Sql = """
        with asked as (select * from unnest($1, $2) as a(box, serial)),
        made as (
          insert into meters (box, serial) select box, serial from asked order by box, serial on conflict do nothing returning meter_key),
        keys as (
          select meter_key from meters join asked using (box, serial) union select meter_key from made)
        insert into slot_energies (meter_key, timeslot, version, quality, batch_sequence, batch_hash, computed_at)
        select meter_key, $3, 1, $4, 0, $5, $6 from keys
        where not exists (select from slot_energies e where e.meter_key = keys.meter_key and e.timeslot = $3)
        on conflict do nothing
        """;

    /// <summary>
    /// Gives each of these meters that has no slot energy in the timeslot a first version of quality <see cref="Quality.Missing"/>. If its
    /// readings come later, they make the next version.
    /// </summary>
    /// <returns>How many were missing.</returns>
    public async Task<int> CloseAsync(Timeslot timeslot, IReadOnlyCollection<MeterId> meters, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // A batch of the same box that is being taken in may bring the value: wait for it.
        await using var wait = new NpgsqlCommand(
            "select from batch_heads where box = any($1) order by box for update", connection, transaction)
        {
            Parameters = { new() { Value = meters.Select(meter => meter.Box).Distinct().ToArray() } },
        };
        await wait.ExecuteNonQueryAsync(cancellation);
        await using var close = new NpgsqlCommand(Sql, connection, transaction)
        {
            Parameters =
            {
                new() { Value = meters.Select(meter => meter.Box).ToArray() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = meters.Select(meter => meter.Serial).ToArray() },
                new() { Value = timeslot.StartUnixSeconds },
                new() { Value = (short)Quality.Missing },
                new() { Value = BatchContent.NoBatchHash.ToArray() },
                new() { Value = clock.GetUtcNow().ToUniversalTime() },
            },
        };
        var missing = await close.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return missing;
    }
}
