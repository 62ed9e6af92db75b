using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Documents;

/// <summary>One statement for a group of changes of one kind; the statements give back the ids they touched.</summary>
static class DocumentSql
{
    public static NpgsqlBatchCommand Command(IReadOnlyList<DocumentOperation> group)
    {
        var mapping = group[0].Mapping;
        var command = new NpgsqlBatchCommand();
        var arrays = new Arrays(command);
        arrays.Add(mapping.IdDbType, mapping.IdSqlType, mapping.IdDbType == NpgsqlDbType.Uuid
            ? group.Select(operation => (Guid)operation.Id).ToArray()
            : group.Select(operation => (string)operation.Id).ToArray());
        if (group[0].Kind == DocumentOperationKind.Delete)
        {
            command.CommandText = $"delete from {mapping.Table} where id = any($1) returning id";
            return command;
        }

        var columns = Columns(mapping, group, arrays);
        var source = $"select * from unnest({arrays.List}) as u(id, {string.Join(", ", columns)})";
        var names = $"id, {string.Join(", ", columns)}, mt_last_modified";
        var insert = $"insert into {mapping.Table} ({names}) select u.*, transaction_timestamp() from ({source}) u on conflict (id) do ";
        command.CommandText = group[0].Kind switch
        {
            DocumentOperationKind.Store => $"{insert}update set {Assignments(columns, "excluded")} returning id",
            DocumentOperationKind.Insert => $"{insert}nothing returning id",
            _ => $"update {mapping.Table} d set {Assignments(columns, "u")} from ({source}) u where d.id = u.id returning d.id",
        };
        return command;
    }

    /// <exception cref="DocumentAlreadyExistsException">An insert was skipped.</exception>
    /// <exception cref="NonExistentDocumentException">An update found nothing.</exception>
    public static async Task CheckAsync(IReadOnlyList<DocumentOperation> group, NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var touched = new HashSet<object>();
        while (await reader.ReadAsync(cancellation))
        {
            touched.Add(reader.GetValue(0));
        }

        var missed = group.FirstOrDefault(operation => !touched.Contains(operation.Id));
        switch (missed?.Kind)
        {
            case DocumentOperationKind.Insert:
                throw new DocumentAlreadyExistsException(missed.Mapping.DocumentType, missed.Id);
            case DocumentOperationKind.Update:
                throw new NonExistentDocumentException(missed.Mapping.DocumentType, missed.Id);
        }
    }

    static List<string> Columns(DocumentMapping mapping, IReadOnlyList<DocumentOperation> group, Arrays arrays)
    {
        var columns = new List<string> { "data", "mt_dotnet_type", "mt_version" };
        arrays.Add(NpgsqlDbType.Jsonb, "jsonb", group.Select(operation => StoreJson.Serialize(operation.Document!)).ToArray());
        arrays.Add(NpgsqlDbType.Varchar, "varchar", group.Select(_ => mapping.DotNetTypeName).ToArray());
        if (mapping.IsAggregate)
        {
            arrays.Add(NpgsqlDbType.Bigint, "bigint", group.Select(operation => operation.Version ?? 0).ToArray());
        }
        else
        {
            arrays.Add(NpgsqlDbType.Uuid, "uuid", group.Select(_ => Guid.CreateVersion7()).ToArray());
        }

        foreach (var field in mapping.Duplicated)
        {
            columns.Add(field.Column);
            arrays.Add(field.DbType, field.SqlType, group.Select(operation => field.Value(operation.Document!)).ToArray());
        }

        return columns;
    }

    static string Assignments(IEnumerable<string> columns, string source) =>
        string.Join(", ", columns.Select(column => $"{column} = {source}.{column}")) + ", mt_last_modified = transaction_timestamp()";

    sealed class Arrays(NpgsqlBatchCommand command)
    {
        readonly List<string> _casts = [];

        public string List => string.Join(", ", _casts);

        public void Add(NpgsqlDbType type, string sqlType, Array values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = Typed(type, values) });
            _casts.Add($"${command.Parameters.Count}::{sqlType}[]");
        }

        static Array Typed(NpgsqlDbType type, Array values) => values is not object?[] boxed || values is string[] ? values : type switch
        {
            NpgsqlDbType.Varchar => Array.ConvertAll(boxed, value => (string?)value),
            NpgsqlDbType.Uuid => Array.ConvertAll(boxed, value => (Guid?)value),
            NpgsqlDbType.Integer => Array.ConvertAll(boxed, value => (int?)value),
            NpgsqlDbType.Bigint => Array.ConvertAll(boxed, value => (long?)value),
            _ => Array.ConvertAll(boxed, value => (bool?)value),
        };
    }
}
