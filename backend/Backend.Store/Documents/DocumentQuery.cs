using System.Globalization;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Documents;

/// <summary>
/// What is asked of documents of one type: containment, conditions on columns or JSON, pages in the order of the id.
/// <code>await session.Query&lt;Unit&gt;().Containing(new { ownerId }).After(last).Take(50).ToListAsync(cancellation)</code>
/// </summary>
public sealed class DocumentQuery<T>
    where T : class
{
    readonly QuerySession _session;
    readonly DocumentMapping _mapping;
    readonly List<string> _conditions = [];
    readonly List<NpgsqlParameter> _parameters = [];
    string _order = "id";
    int? _limit;

    internal DocumentQuery(QuerySession session, DocumentMapping mapping)
    {
        (_session, _mapping) = (session, mapping);
        if (mapping.IsSoftDeleted)
        {
            _conditions.Add("mt_deleted = false");
        }
    }

    /// <summary>Documents whose JSON contains this object's (<c>data @&gt;</c>); member names are written as stored, in camelCase.</summary>
    public DocumentQuery<T> Containing(object part)
    {
        _conditions.Add($"data @> {Add(new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = StoreJson.Serialize(part) })}");
        return this;
    }

    /// <summary>A condition in SQL; what stands in the braces becomes a parameter: <c>MatchesSql($"serial = {serial}")</c>.</summary>
    public DocumentQuery<T> MatchesSql(FormattableString condition)
    {
        var names = condition.GetArguments().Select(value => (object)Add(new() { Value = value ?? DBNull.Value })).ToArray();
        _conditions.Add($"({string.Format(CultureInfo.InvariantCulture, condition.Format, names)})");
        return this;
    }

    /// <summary>The page behind the document with this id, in the order of the id.</summary>
    public DocumentQuery<T> After(object? id)
    {
        if (id is not null)
        {
            _conditions.Add($"id > {Add(new() { NpgsqlDbType = _mapping.IdDbType, Value = id })}");
        }

        return this;
    }

    /// <summary>Another order, in SQL, never from a user: for example <c>data ->> 'name', id</c>. Without it, by id.</summary>
    public DocumentQuery<T> OrderBySql(string order)
    {
        _order = order;
        return this;
    }

    public DocumentQuery<T> Take(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        _limit = limit;
        return this;
    }

    public Task<IReadOnlyList<T>> ToListAsync(CancellationToken cancellation) => _session.ReadAsync(
        command => Fill(command, $"select data from {_mapping.Table}{Where} order by {_order}{Limit}"),
        reader => (T)StoreJson.Deserialize(typeof(T), reader.GetString(0)),
        cancellation);

    public async Task<T?> FirstOrDefaultAsync(CancellationToken cancellation) => (await Take(1).ToListAsync(cancellation)).FirstOrDefault();

    public async Task<long> CountAsync(CancellationToken cancellation) => (await _session.ReadAsync(
        command => Fill(command, $"select count(*) from {_mapping.Table}{Where}"), reader => reader.GetInt64(0), cancellation))[0];

    public async Task<bool> AnyAsync(CancellationToken cancellation) => (await _session.ReadAsync(
        command => Fill(command, $"select exists (select from {_mapping.Table}{Where})"), reader => reader.GetBoolean(0), cancellation))[0];

    string Where => _conditions.Count == 0 ? "" : " where " + string.Join(" and ", _conditions);

    string Limit => _limit is { } limit ? string.Create(CultureInfo.InvariantCulture, $" limit {limit}") : "";

    void Fill(NpgsqlCommand command, string sql)
    {
        command.CommandText = sql;
        _parameters.ForEach(parameter => command.Parameters.Add(parameter.Clone()));
    }

    string Add(NpgsqlParameter parameter)
    {
        _parameters.Add(parameter);
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }
}
