using System.Globalization;
using System.Reflection;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Documents;

/// <summary>Where and how one document type is kept: its table, its id, and members copied into columns of their own.</summary>
sealed class DocumentMapping
{
    readonly PropertyInfo _id;

    public DocumentMapping(Type documentType)
    {
        DocumentType = documentType;
        Alias = AliasOf(documentType);
        DotNetTypeName = documentType.FullName!;
        _id = documentType.GetProperty("Id", BindingFlags.Public | BindingFlags.Instance)
            ?? throw new StoreException($"The document type {documentType.Name} has no public property Id.");
        IdDbType = _id.PropertyType == typeof(Guid) ? NpgsqlDbType.Uuid
            : _id.PropertyType == typeof(string) ? NpgsqlDbType.Varchar
            : throw new StoreException($"The Id of the document type {documentType.Name} is a {_id.PropertyType.Name}; it must be a Guid or a string.");
    }

    public Type DocumentType { get; }

    public string Alias { get; }

    public string Table => "mt_doc_" + Alias;

    public string DotNetTypeName { get; init; }

    public Type IdType => _id.PropertyType;

    public NpgsqlDbType IdDbType { get; }

    public string IdSqlType => IdDbType == NpgsqlDbType.Uuid ? "uuid" : "varchar";

    /// <summary>Projected aggregates carry the stream's version; other documents a version made by the client.</summary>
    public bool IsAggregate { get; set; }

    public bool HasGinIndex { get; set; }

    /// <summary>A deleted document stays, marked as deleted.</summary>
    public bool IsSoftDeleted { get; set; }

    public List<DuplicatedField> Duplicated { get; } = [];

    public string InsertSql => field ??= Sql();

    public string UpsertSql => field ??= $"{Sql()} on conflict (id) do update set {string.Join(", ", Columns.Select(column => $"{column} = excluded.{column}"))}";

    public string DeleteSql => IsSoftDeleted
        ? $"update {Table} set mt_deleted = true, mt_deleted_at = transaction_timestamp() where id = any($1) and mt_deleted = false"
        : $"delete from {Table} where id = any($1)";

    IEnumerable<string> Columns => ["data", "mt_dotnet_type", "mt_version", "mt_last_modified", .. Duplicated.Select(member => member.Column), .. SoftDelete];

    IEnumerable<string> SoftDelete => IsSoftDeleted ? ["mt_deleted", "mt_deleted_at"] : [];

    public NpgsqlParameter IdArray(IReadOnlyCollection<object> ids) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | IdDbType,
        Value = IdDbType == NpgsqlDbType.Uuid ? ids.Cast<Guid>().ToArray() : ids.Cast<string>().ToArray(),
    };

    public object ReadId(NpgsqlDataReader reader, int column) => IdDbType == NpgsqlDbType.Uuid ? reader.GetGuid(column) : reader.GetString(column);

    public object IdOf(object document) => _id.GetValue(document) switch
    {
        Guid id when id != Guid.Empty => id,
        string { Length: > 0 } id => id,
        _ => throw new StoreException($"A {DocumentType.Name} without an id cannot be stored."),
    };

    public static string AliasOf(Type type)
    {
        var name = type.IsGenericType ? throw new StoreException($"{type.Name} is generic and cannot be a document.") : type.Name;
        return (type.DeclaringType is { } outer ? $"{outer.Name}_{name}" : name).ToLowerInvariant();
    }

    // $1 ids, $2 documents, $3 type, $4 versions, then the duplicated members; in the order of the ids, as everybody takes rows.
    string Sql()
    {
        var duplicated = string.Concat(Duplicated.Select(member => $", u.{member.Column}"));
        var arrays = string.Concat(Enumerable.Range(5, Duplicated.Count).Select(n => string.Create(CultureInfo.InvariantCulture, $", ${n}")));
        var names = string.Concat(Duplicated.Select(member => $", {member.Column}"));
        return $"""
            insert into {Table} (id, {string.Join(", ", Columns)})
            select u.id, u.data, $3, u.version, transaction_timestamp(){duplicated}{(IsSoftDeleted ? ", false, null" : "")}
            from unnest($1, $2, $4{arrays}) as u(id, data, version{names}) order by u.id
            """;
    }
}

/// <summary>A member copied into a column with an index, as Marten's <c>Duplicate</c> does.</summary>
sealed record DuplicatedField(string Column, string JsonName, string SqlType, NpgsqlDbType DbType, Func<IEnumerable<object>, Array> Values);
