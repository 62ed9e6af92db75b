using LocalEnergyMarket.Backend.Store.Commits;
using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Backend.Store.Schema;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>Documents and events in PostgreSQL, in Marten's tables and with Marten's API shape (ADR 0011). One a process.</summary>
public interface IDocumentStore : IAsyncDisposable
{
    /// <summary>For modules' own tables: the search path of its connections is the store's schema.</summary>
    NpgsqlDataSource DataSource { get; }

    StoreStorage Storage { get; }

    AdvancedOperations Advanced { get; }

    IQuerySession QuerySession();

    IDocumentSession LightweightSession();

    /// <summary>A session that reads and writes in the caller's transaction, which the caller commits.</summary>
    IDocumentSession LightweightSession(NpgsqlTransaction transaction);

    /// <summary>
    /// Documents in numbers, by COPY and in one transaction: about four times as fast as sessions. The sequence is read once and not held.
    /// </summary>
    /// <exception cref="DocumentAlreadyExistsException">One exists, or is given twice, and <paramref name="mode"/> does not allow it.</exception>
    Task BulkInsertAsync<T>(IEnumerable<T> documents, CancellationToken cancellation, BulkInsertMode mode = BulkInsertMode.InsertsOnly)
        where T : class;

    ProjectionDaemon BuildProjectionDaemon();
}

public sealed class DocumentStore : IDocumentStore
{
    readonly StoreOptions _options;
    readonly CommitQueue _queue;

    DocumentStore(StoreOptions options)
    {
        _options = options;
        DataSource = options.BuildDataSource();
        Storage = new(options, DataSource);
        Advanced = new(options, DataSource);
        _queue = new(options);
    }

    public NpgsqlDataSource DataSource { get; }

    public StoreStorage Storage { get; }

    public AdvancedOperations Advanced { get; }

    /// <exception cref="StoreException">The options contradict each other or lack something; the message says what.</exception>
    public static DocumentStore For(Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        configure(options);
        return new(options);
    }

    public IQuerySession QuerySession() => new QuerySession(_options, DataSource, null);

    public IDocumentSession LightweightSession() => new DocumentSession(_options, DataSource, _queue, null);

    public IDocumentSession LightweightSession(NpgsqlTransaction transaction) => new DocumentSession(_options, DataSource, _queue, transaction);

    public async Task BulkInsertAsync<T>(IEnumerable<T> documents, CancellationToken cancellation, BulkInsertMode mode = BulkInsertMode.InsertsOnly)
        where T : class
    {
        var mapping = _options.Schema.Of(typeof(T));
        if (mapping.IsAggregate)
        {
            throw new StoreException($"{typeof(T).Name} is made from events: append them instead of inserting it.");
        }

        await using var connection = await DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await new BulkInsert<T>(mapping, mode).RunAsync(connection, transaction, documents, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public ProjectionDaemon BuildProjectionDaemon() => new(_options, this);

    /// <summary>What is being saved is saved first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await DataSource.DisposeAsync();
    }
}
