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

    const string Insert = $"""
        insert into slot_energies ({Columns}, meter_key, quality)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        """;

    public static NpgsqlBatchCommand InsertCommand(int meterKey, SlotEnergyVersion version)
    {
        var command = new NpgsqlBatchCommand(Insert);
        var measured = version.Measured;
        Add(command, NpgsqlDbType.Bigint, measured.Timeslot.StartUnixSeconds);
        Add(command, NpgsqlDbType.Integer, version.Version);
        foreach (var register in new[] { measured.Import, measured.Export })
        {
            Add(command, NpgsqlDbType.Bigint, register?.Energy.Value);
            Add(command, NpgsqlDbType.Smallint, (short?)register?.Quality);
            AddEdge(command, register?.Start);
            AddEdge(command, register?.End);
        }

        Add(command, NpgsqlDbType.Bigint, version.BatchSequence);
        Add(command, NpgsqlDbType.Bytea, version.BatchHash.ToArray());
        Add(command, NpgsqlDbType.TimestampTz, version.ComputedAt);
        Add(command, NpgsqlDbType.Integer, meterKey);
        Add(command, NpgsqlDbType.Smallint, (short)measured.Quality);
        return command;
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

    static void AddEdge(NpgsqlBatchCommand command, SlotEdge? edge)
    {
        Add(command, NpgsqlDbType.Bigint, edge?.Value.Value);
        Add(command, NpgsqlDbType.Smallint, (short?)edge?.Quality);
        Add(command, NpgsqlDbType.Bigint, edge?.Sequence);
    }

    static void Add(NpgsqlBatchCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
