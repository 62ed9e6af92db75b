using System.Text;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Mastr.Records;

/// <summary>Changes single records of the state that is read, in a caller's transaction. For whole exports there is the import.</summary>
public static class MastrRecords
{
    const string Upsert = """
        insert into mastr_records (generation, kind, number, updated_at, synced_at, actor, postcode, location, status, power_w, energy_carrier, data)
        select $1, kind, number, updated_at, now(), actor, postcode, location, status, power_w, energy_carrier, data
        from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as r (kind, number, updated_at, actor, postcode, location, status, power_w, energy_carrier, data)
        on conflict (generation, kind, number) do update set
            updated_at = excluded.updated_at, synced_at = excluded.synced_at, gone_at = null, actor = excluded.actor, postcode = excluded.postcode,
            location = excluded.location, status = excluded.status, power_w = excluded.power_w, energy_carrier = excluded.energy_carrier, data = excluded.data
        """;

    /// <summary>Enters records, or replaces those that are there. Of a record that is given twice the later one counts.</summary>
    /// <exception cref="ArgumentException">A kind is not known, or a record has no number.</exception>
    public static async Task UpsertAsync(IReadOnlyList<MastrRecord> records, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var rows = records
            .Select(record => (Kind: MastrKinds.Get(record.Kind), Record: record))
            .GroupBy(row => (row.Kind.Id, row.Record.Number))
            .Select(group => group.Last())
            .OrderBy(row => row.Kind.Id).ThenBy(row => row.Record.Number, StringComparer.Ordinal)
            .Select(row => (row.Kind, row.Record, Columns: RecordColumns.Of(row.Kind, MastrJson.Read(row.Record.Data.Span))))
            .ToArray();
        if (rows.FirstOrDefault(row => row.Record.Number.Length == 0) is { Kind: not null } nameless)
        {
            throw new ArgumentException($"A record of {nameless.Kind.Name} has no number.", nameof(records));
        }

        if (rows.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Upsert, connection, transaction);
        command.Parameters.Add(new() { Value = await CurrentGeneration.ForWritingAsync(connection, transaction, cancellation) });
        command.Parameters.Add(Array(NpgsqlDbType.Smallint, rows.Select(row => row.Kind.Id)));
        command.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.Record.Number)));
        command.Parameters.Add(Array(NpgsqlDbType.TimestampTz, rows.Select(row => row.Record.UpdatedAt?.ToUniversalTime())));
        command.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.Columns.Actor)));
        command.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.Columns.Postcode)));
        command.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.Columns.Location)));
        command.Parameters.Add(Array(NpgsqlDbType.Integer, rows.Select(row => row.Columns.Status)));
        command.Parameters.Add(Array(NpgsqlDbType.Bigint, rows.Select(row => row.Columns.PowerW)));
        command.Parameters.Add(Array(NpgsqlDbType.Integer, rows.Select(row => row.Columns.EnergyCarrier)));
        command.Parameters.Add(Array(NpgsqlDbType.Jsonb, rows.Select(row => Encoding.UTF8.GetString(row.Record.Data.Span))));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Notes that the register has records no more (deleted or deactivated). They leave the lists, and are still found by their numbers.</summary>
    /// <param name="kinds">Of which kinds; all if empty.</param>
    public static async Task RemoveAsync(
        IReadOnlyCollection<string> numbers, IReadOnlyCollection<string> kinds, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        var of = kinds.Count == 0 ? MastrKinds.All : [.. kinds.Select(MastrKinds.Get)];
        await using var command = new NpgsqlCommand(
            "update mastr_records set gone_at = now() where generation = $1 and kind = any ($2) and number = any ($3) and gone_at is null", connection, transaction);
        command.Parameters.Add(new() { Value = await CurrentGeneration.ForWritingAsync(connection, transaction, cancellation) });
        command.Parameters.Add(Array(NpgsqlDbType.Smallint, of.Select(kind => kind.Id)));
        command.Parameters.Add(Array(NpgsqlDbType.Text, numbers));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
