using System.Linq.Expressions;
using System.Text.Json;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Documents;

/// <summary>How a document type is kept, told at configuration: <c>options.Schema.For&lt;Box&gt;().Duplicate(x =&gt; x.Serial)</c>.</summary>
public sealed class DocumentMappingExpression<T>
    where T : class
{
    readonly DocumentMapping _mapping;

    internal DocumentMappingExpression(DocumentMapping mapping) => _mapping = mapping;

    /// <summary>Indexes the whole JSON for containment queries.</summary>
    public DocumentMappingExpression<T> GinIndexJsonData()
    {
        _mapping.HasGinIndex = true;
        return this;
    }

    /// <summary>A deleted document is only marked: it is still loaded by its id, and queries leave it out.</summary>
    public DocumentMappingExpression<T> SoftDeleted()
    {
        _mapping.IsSoftDeleted = true;
        return this;
    }

    /// <summary>Copies a member into an indexed column of its own, named in snake case; for exact lookups and ranges.</summary>
    public DocumentMappingExpression<T> Duplicate<TValue>(Expression<Func<T, TValue>> member)
    {
        var name = member.Body is MemberExpression { Expression: ParameterExpression } access
            ? access.Member.Name
            : throw new StoreException($"{member} is not a member of {typeof(T).Name}.");
        var (sqlType, dbType) = ColumnOf(typeof(TValue));
        var value = member.Compile();
        _mapping.Duplicated.Add(new(
            SnakeCase.Of(name), JsonNamingPolicy.CamelCase.ConvertName(name), sqlType, dbType, documents => documents.Select(document => value((T)document)).ToArray()));
        return this;
    }

    static (string SqlType, NpgsqlDbType DbType) ColumnOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => ("varchar", NpgsqlDbType.Varchar),
        var t when t == typeof(Guid) => ("uuid", NpgsqlDbType.Uuid),
        var t when t == typeof(int) => ("integer", NpgsqlDbType.Integer),
        var t when t == typeof(long) => ("bigint", NpgsqlDbType.Bigint),
        var t when t == typeof(bool) => ("boolean", NpgsqlDbType.Boolean),
        var t => throw new StoreException($"A member of type {t.Name} cannot be duplicated into a column: string, Guid, int, long or bool can."),
    };
}
