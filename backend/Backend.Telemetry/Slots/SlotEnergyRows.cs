using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>Slot energies as rows.</summary>
static class SlotEnergyRows
{
    /// <summary>In the order of <see cref="Read"/>.</summary>
    public const string Columns = """
        timeslot, version,
        import_wh, import_quality, import_start_wh, import_start_quality, import_start_sequence, import_end_wh, import_end_quality, import_end_sequence,
        export_wh, export_quality, export_start_wh, export_start_quality, export_start_sequence, export_end_wh, export_end_quality, export_end_sequence,
        batch_sequence, batch_hash, computed_at
        """;

    const int ImportAt = 2;
    const int ExportAt = 10;
    const int BatchAt = 18;

    const string LatestSql = $"""
        select distinct on (e.meter_key, e.timeslot) m.box, m.serial, e.meter_key, {Columns}
        from unnest($1, $2) asked(k, t) join slot_energies e on e.meter_key = asked.k and e.timeslot = asked.t join meters m on m.meter_key = e.meter_key
        order by e.meter_key, e.timeslot, version desc
        """;

    const string CopySql = $"copy slot_energies ({Columns}, meter_key, quality) from stdin (format binary)";

    /// <summary>The latest versions of these meters' timeslots; one without any is left out.</summary>
    public static async Task<Dictionary<(int Key, Timeslot Timeslot), SlotEnergyVersion>> LatestAsync(
        IReadOnlyCollection<(int Key, Timeslot Timeslot)> asked, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LatestSql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = asked.Select(one => one.Key).ToArray() }, new() { Value = asked.Select(one => one.Timeslot.StartUnixSeconds).ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var versions = new Dictionary<(int, Timeslot), SlotEnergyVersion>();
        while (await reader.ReadAsync(cancellation))
        {
            var version = Read(reader, new(reader.GetGuid(0), reader.GetString(1)), 3);
            versions.Add((reader.GetInt32(2), version.Measured.Timeslot), version);
        }

        return versions;
    }

    /// <summary>Adds versions.</summary>
    public static async Task CopyAsync(
        IReadOnlyCollection<(int Key, SlotEnergyVersion Version)> versions, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (versions.Count == 0)
        {
            return;
        }

        await using var copy = await transaction.Connection!.BeginBinaryImportAsync(CopySql, cancellation);
        foreach (var (key, version) in versions.OrderBy(one => (one.Key, one.Version.Measured.Timeslot, one.Version.Version)))
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(version.Measured.Timeslot.StartUnixSeconds, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(version.Version, NpgsqlDbType.Integer, cancellation);
            foreach (var register in new[] { version.Measured.Import, version.Measured.Export })
            {
                await WriteAsync(copy, register?.Energy.Value, NpgsqlDbType.Bigint, cancellation);
                await WriteAsync(copy, (short?)register?.Quality, NpgsqlDbType.Smallint, cancellation);
                await WriteAsync(copy, register?.Start, cancellation);
                await WriteAsync(copy, register?.End, cancellation);
            }

            await copy.WriteAsync(version.BatchSequence, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(version.BatchHash.ToArray(), NpgsqlDbType.Bytea, cancellation);
            await copy.WriteAsync(version.ComputedAt, NpgsqlDbType.TimestampTz, cancellation);
            await copy.WriteAsync(key, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync((short)version.Measured.Quality, NpgsqlDbType.Smallint, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <param name="at">The ordinal at which <see cref="Columns"/> begin.</param>
    public static SlotEnergyVersion Read(NpgsqlDataReader reader, MeterId meter, int at) => new(
        meter,
        reader.GetInt32(at + 1),
        new(new Timeslot(reader.GetInt64(at)), ReadRegister(reader, at + ImportAt), ReadRegister(reader, at + ExportAt)),
        reader.GetInt64(at + BatchAt),
        reader.GetFieldValue<byte[]>(at + BatchAt + 1),
        reader.GetFieldValue<DateTimeOffset>(at + BatchAt + 2));

    static RegisterEnergy? ReadRegister(NpgsqlDataReader reader, int at) => reader.IsDBNull(at)
        ? null
        : new(ReadEdge(reader, at + 2), ReadEdge(reader, at + 5), new(reader.GetInt64(at)), (Quality)reader.GetInt16(at + 1));

    static SlotEdge ReadEdge(NpgsqlDataReader reader, int at) =>
        new(new(reader.GetInt64(at)), (Quality)reader.GetInt16(at + 1), reader.GetInt64(at + 2));

    static async Task WriteAsync(NpgsqlBinaryImporter copy, SlotEdge? edge, CancellationToken cancellation)
    {
        await WriteAsync(copy, edge?.Value.Value, NpgsqlDbType.Bigint, cancellation);
        await WriteAsync(copy, (short?)edge?.Quality, NpgsqlDbType.Smallint, cancellation);
        await WriteAsync(copy, edge?.Sequence, NpgsqlDbType.Bigint, cancellation);
    }

    static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellation)
        where T : struct => value is { } there ? copy.WriteAsync(there, type, cancellation) : copy.WriteNullAsync(cancellation);
}
