using LocalEnergyMarket.Backend.Store.Documents;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

sealed class DocumentSession : QuerySession, IDocumentSession
{
    readonly UnitOfWork _work = new();

    public DocumentSession(StoreOptions options, NpgsqlDataSource dataSource, NpgsqlTransaction? transaction)
        : base(options, dataSource, transaction) => Events = new EventOperations(this, _work);

    public new IEventStoreOperations Events { get; }

    public void Store<T>(params IEnumerable<T> documents)
        where T : class => Queue(DocumentOperationKind.Store, documents);

    public void Insert<T>(params IEnumerable<T> documents)
        where T : class => Queue(DocumentOperationKind.Insert, documents);

    public void Update<T>(params IEnumerable<T> documents)
        where T : class => Queue(DocumentOperationKind.Update, documents);

    public void Delete<T>(T document)
        where T : class => Delete<T>(Writable<T>().IdOf(document));

    public void Delete<T>(Guid id)
        where T : class => Delete<T>((object)id);

    public void Delete<T>(string id)
        where T : class => Delete<T>((object)id);

    public void QueueSqlCommand(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        _work.Commands.Add(command);
    }

    public void Enlist(Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task> work) => _work.Enlisted.Add(work);

    public async Task SaveChangesAsync(CancellationToken cancellation)
    {
        if (_work.IsEmpty)
        {
            return;
        }

        var commit = new Commit(Options, _work);
        if (Transaction is { Connection: { } given })
        {
            await commit.WriteAsync(given, Transaction, cancellation);
        }
        else
        {
            await using var connection = await DataSource.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await commit.WriteAsync(connection, transaction, cancellation);

            // From here on the outcome is PostgreSQL's: a caller that gave up here could not know it.
            await transaction.CommitAsync(CancellationToken.None);
        }

        _work.Clear();
    }

    void Delete<T>(object id) => _work.Documents.Add(new(DocumentOperationKind.Delete, Writable<T>(), id, null));

    void Queue<T>(DocumentOperationKind kind, IEnumerable<T> documents)
        where T : class
    {
        var mapping = Writable<T>();
        _work.Documents.AddRange(documents.Select(document => new DocumentOperation(kind, mapping, mapping.IdOf(document), document)));
    }

    DocumentMapping Writable<T>()
    {
        var mapping = Options.Schema.Of(typeof(T));
        return mapping.IsAggregate
            ? throw new StoreException($"{typeof(T).Name} is the snapshot of a stream: append events instead of writing it.")
            : mapping;
    }
}
