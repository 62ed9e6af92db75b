using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Documents;

/// <summary>What is done with documents that exist already.</summary>
public enum BulkInsertMode
{
    /// <summary>None may exist; otherwise nothing is inserted.</summary>
    InsertsOnly,

    /// <summary>Those that exist stay as they are.</summary>
    IgnoreDuplicates,

    /// <summary>Those that exist are replaced.</summary>
    OverwriteExisting,
}

/// <summary>Many documents of one type by COPY, streamed: the sequence is read once and not held.</summary>
sealed class BulkInsert<T>(DocumentMapping mapping, BulkInsertMode mode)
    where T : class
{
    string Columns => $"id, data, mt_dotnet_type, mt_version, mt_last_modified{string.Concat(mapping.Duplicated.Select(member => $", {member.Column}"))}";

    string Target => mode == BulkInsertMode.InsertsOnly ? mapping.Table : mapping.Table + "_bulk";

    public async Task RunAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<T> documents, CancellationToken cancellation)
    {
        if (mode != BulkInsertMode.InsertsOnly)
        {
            await ExecuteAsync(connection, transaction, $"create temp table {Target} (like {mapping.Table} including defaults) on commit drop", cancellation);
        }

        try
        {
            await CopyAsync(connection, documents, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && string.Equals(e.TableName, mapping.Table, StringComparison.Ordinal))
        {
            throw new DocumentAlreadyExistsException(mapping.DocumentType, e.Detail ?? "");
        }

        if (mode == BulkInsertMode.InsertsOnly)
        {
            return;
        }

        var conflict = mode == BulkInsertMode.IgnoreDuplicates ? "nothing"
            : $"update set {string.Join(", ", Columns.Split(", ").Skip(1).Select(column => $"{column} = excluded.{column}"))}";
        await ExecuteAsync(
            connection,
            transaction,
            $"insert into {mapping.Table} ({Columns}) select distinct on (id) {Columns} from {Target} order by id, mt_version desc on conflict (id) do {conflict}",
            cancellation);
    }

    async Task CopyAsync(NpgsqlConnection connection, IEnumerable<T> documents, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy {Target} ({Columns}) from stdin (format binary)", cancellation);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var document in documents)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(mapping.IdOf(document), mapping.IdDbType, cancellation);
            await copy.WriteAsync(StoreJson.Serialize(document), NpgsqlDbType.Jsonb, cancellation);
            await copy.WriteAsync(mapping.DotNetTypeName, NpgsqlDbType.Varchar, cancellation);
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellation);
            foreach (var field in mapping.Duplicated)
            {
                await WriteAsync(copy, field, document, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    static async Task WriteAsync(NpgsqlBinaryImporter copy, DuplicatedField field, object document, CancellationToken cancellation)
    {
        if (field.Values([document]).GetValue(0) is { } value)
        {
            await copy.WriteAsync(value, field.DbType, cancellation);
        }
        else
        {
            await copy.WriteNullAsync(cancellation);
        }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
