using LocalEnergyMarket.Backend.Store.Commits;
using LocalEnergyMarket.Backend.Store.Documents;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

sealed class DocumentSession : QuerySession, IDocumentSession
{
    readonly UnitOfWork _work = new();
    readonly CommitQueue _queue;

    public DocumentSession(StoreOptions options, NpgsqlDataSource dataSource, CommitQueue queue, NpgsqlTransaction? transaction)
        : base(options, dataSource, transaction)
    {
        _queue = queue;
        Events = new EventOperations(this, _work);
    }

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

        _work.Prepare(Options);
        if (Transaction is not null)
        {
            await new OwnCommit(Options, _work).SaveAsync(Transaction, cancellation);
        }
        else if (_work.CanShareTransaction)
        {
            await _queue.SaveAsync(_work, cancellation);
        }
        else
        {
            await new OwnCommit(Options, _work).SaveAsync(DataSource, cancellation);
        }

        _work.Clear();
    }

    /// <summary>The documents of a table that exist, by id.</summary>
    internal async Task<Dictionary<object, object>> LoadAsync(DocumentMapping mapping, IReadOnlyCollection<object> ids, CancellationToken cancellation)
    {
        var rows = await ReadAsync(
            command =>
            {
                command.CommandText = $"select id, data from {mapping.Table} where id = any($1)";
                command.Parameters.Add(mapping.IdArray(ids));
            },
            reader => (Id: mapping.ReadId(reader, 0), Document: StoreJson.Deserialize(mapping.DocumentType, reader.GetString(1))),
            cancellation);
        return rows.ToDictionary(row => row.Id, row => row.Document);
    }

    /// <summary>A projected document, or its end.</summary>
    internal void Project(DocumentMapping mapping, object id, object? document, long version)
    {
        if (document is not null && !mapping.IdOf(document).Equals(id))
        {
            throw new StoreException($"The {mapping.DocumentType.Name} made of events for {id} carries another id.");
        }

        _work.Documents.Add(new(document is null ? DocumentOperationKind.Delete : DocumentOperationKind.Store, mapping, id, document, version));
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
