using LocalEnergyMarket.Protos.Quantities;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>Reads slot energies. Which meters belong to a unit, the register of plants says.</summary>
public sealed class SlotEnergyQuery(NpgsqlDataSource dataSource)
{
    const string Asked = """
        from slot_energies e join meters m using (meter_key) join unnest($1, $2) as asked(box, serial) on m.box = asked.box and m.serial = asked.serial
        """;

    /// <summary>The latest versions of these meters in a timeslot; a meter without one is left out.</summary>
    public Task<IReadOnlyList<SlotEnergyVersion>> LatestAsync(Timeslot timeslot, IReadOnlyCollection<MeterId> meters, CancellationToken cancellation) =>
        LatestAsync(timeslot, timeslot, meters, cancellation);

    /// <summary>The latest versions of these meters from the first timeslot to the last, inclusive; ordered by box, serial number and timeslot.</summary>
    public Task<IReadOnlyList<SlotEnergyVersion>> LatestAsync(
        Timeslot first, Timeslot last, IReadOnlyCollection<MeterId> meters, CancellationToken cancellation) => ReadAsync(
        $"""
        select distinct on (m.box, m.serial, e.timeslot) m.box, m.serial, {SlotEnergyRows.Columns} {Asked}
        where e.timeslot between $3 and $4 order by m.box, m.serial, e.timeslot, e.version desc
        """,
        meters,
        cancellation,
        first.StartUnixSeconds,
        last.StartUnixSeconds);

    /// <summary>The latest versions of every meter in a timeslot, ordered by box and serial number: the leaves of its readings' anchor.</summary>
    public Task<IReadOnlyList<SlotEnergyVersion>> LatestAsync(Timeslot timeslot, CancellationToken cancellation) => ReadAsync(
        $"""
        select distinct on (m.box, m.serial) m.box, m.serial, {SlotEnergyRows.Columns} from slot_energies e join meters m using (meter_key)
        where e.timeslot = $1 order by m.box, m.serial, e.version desc
        """,
        null,
        cancellation,
        timeslot.StartUnixSeconds);

    /// <summary>All versions of a meter's timeslot, from the first.</summary>
    public Task<IReadOnlyList<SlotEnergyVersion>> VersionsAsync(MeterId meter, Timeslot timeslot, CancellationToken cancellation) => ReadAsync(
        $"select m.box, m.serial, {SlotEnergyRows.Columns} {Asked} where e.timeslot = $3 order by e.version",
        [meter],
        cancellation,
        timeslot.StartUnixSeconds);

    /// <summary>Timeslots of which a meter got a version after its first since the instant: what was settled on them must be looked at again.</summary>
    public async Task<IReadOnlyList<Timeslot>> CorrectedSinceAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(
            "select distinct timeslot from slot_energies where version > 1 and computed_at >= $1 order by timeslot");
        command.Parameters.Add(new() { Value = since.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var timeslots = new List<Timeslot>();
        while (await reader.ReadAsync(cancellation))
        {
            timeslots.Add(new(reader.GetInt64(0)));
        }

        return timeslots;
    }

    async Task<IReadOnlyList<SlotEnergyVersion>> ReadAsync(
        string sql, IReadOnlyCollection<MeterId>? meters, CancellationToken cancellation, params long[] values)
    {
        await using var command = dataSource.CreateCommand(sql);
        if (meters is not null)
        {
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = meters.Select(meter => meter.Box).ToArray() });
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = meters.Select(meter => meter.Serial).ToArray() });
        }

        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var versions = new List<SlotEnergyVersion>();
        while (await reader.ReadAsync(cancellation))
        {
            versions.Add(SlotEnergyRows.Read(reader, new(reader.GetGuid(0), reader.GetString(1)), 2));
        }

        return versions;
    }
}
