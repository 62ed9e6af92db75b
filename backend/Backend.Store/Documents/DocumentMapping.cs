using System.Reflection;
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
        _id = documentType.GetProperty("Id", BindingFlags.Public | BindingFlags.Instance)
            ?? throw new StoreException($"The document type {documentType.Name} has no public property Id.");
        IdDbType = _id.PropertyType == typeof(Guid) ? NpgsqlDbType.Uuid
            : _id.PropertyType == typeof(string) ? NpgsqlDbType.Varchar
            : throw new StoreException($"The Id of the document type {documentType.Name} is a {_id.PropertyType.Name}; it must be a Guid or a string.");
    }

    public Type DocumentType { get; }

    public string Alias { get; }

    public string Table => "mt_doc_" + Alias;

    public string DotNetTypeName => DocumentType.FullName!;

    public NpgsqlDbType IdDbType { get; }

    public string IdSqlType => IdDbType == NpgsqlDbType.Uuid ? "uuid" : "varchar";

    /// <summary>Projected aggregates carry the stream's version; other documents a version made by the client.</summary>
    public bool IsAggregate { get; set; }

    public bool HasGinIndex { get; set; }

    public List<DuplicatedField> Duplicated { get; } = [];

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
}

/// <summary>A member copied into a column with an index, as Marten's <c>Duplicate</c> does.</summary>
sealed record DuplicatedField(string Column, string JsonName, string SqlType, NpgsqlDbType DbType, Func<object, object?> Value);
