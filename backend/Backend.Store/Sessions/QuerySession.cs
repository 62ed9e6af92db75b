using LocalEnergyMarket.Backend.Store.Documents;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Sessions;

class QuerySession(StoreOptions options, NpgsqlDataSource dataSource, NpgsqlTransaction? transaction) : IQuerySession
{
    public IQueryEventStore Events => field ??= new EventQueries(this);

    internal StoreOptions Options => options;

    protected NpgsqlDataSource DataSource => dataSource;

    protected NpgsqlTransaction? Transaction => transaction;

    public Task<T?> LoadAsync<T>(Guid id, CancellationToken cancellation)
        where T : class => LoadOneAsync<T>(id, cancellation);

    public Task<T?> LoadAsync<T>(string id, CancellationToken cancellation)
        where T : class => LoadOneAsync<T>(id, cancellation);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids, CancellationToken cancellation)
        where T : class => QueryByIdAsync<T>("id = any($1)", ids.ToArray(), NpgsqlDbType.Array, cancellation);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids, CancellationToken cancellation)
        where T : class => QueryByIdAsync<T>("id = any($1)", ids.ToArray(), NpgsqlDbType.Array, cancellation);

    public DocumentQuery<T> Query<T>()
        where T : class => new(this, options.Schema.Of(typeof(T)));

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal async Task<IReadOnlyList<TRow>> ReadAsync<TRow>(
        Action<NpgsqlCommand> fill, Func<NpgsqlDataReader, TRow> map, CancellationToken cancellation)
    {
        if (transaction is { Connection: { } given })
        {
            return await RowReader.ReadAsync(given, transaction, fill, map, cancellation);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        return await RowReader.ReadAsync(connection, null, fill, map, cancellation);
    }

    async Task<T?> LoadOneAsync<T>(object id, CancellationToken cancellation)
        where T : class => (await QueryByIdAsync<T>("id = $1", id, NpgsqlDbType.Unknown, cancellation)).FirstOrDefault();

    Task<IReadOnlyList<T>> QueryByIdAsync<T>(string condition, object id, NpgsqlDbType shape, CancellationToken cancellation)
        where T : class
    {
        var mapping = options.Schema.Of(typeof(T));
        var type = shape == NpgsqlDbType.Array ? NpgsqlDbType.Array | mapping.IdDbType : mapping.IdDbType;
        return ReadAsync(
            command =>
            {
                command.CommandText = $"select data from {mapping.Table} where {condition}";
                command.Parameters.Add(new() { NpgsqlDbType = type, Value = id });
            },
            reader => (T)StoreJson.Deserialize(typeof(T), reader.GetString(0)),
            cancellation);
    }
}
