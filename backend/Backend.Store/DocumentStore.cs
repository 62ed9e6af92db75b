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

    IQuerySession QuerySession();

    IDocumentSession LightweightSession();

    /// <summary>A session that reads and writes in the caller's transaction, which the caller commits.</summary>
    IDocumentSession LightweightSession(NpgsqlTransaction transaction);

    ProjectionDaemon BuildProjectionDaemon();
}

public sealed class DocumentStore : IDocumentStore
{
    readonly StoreOptions _options;

    DocumentStore(StoreOptions options)
    {
        _options = options;
        DataSource = options.BuildDataSource();
        Storage = new(options, DataSource);
    }

    public NpgsqlDataSource DataSource { get; }

    public StoreStorage Storage { get; }

    /// <exception cref="StoreException">The options contradict each other or lack something; the message says what.</exception>
    public static DocumentStore For(Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        configure(options);
        return new(options);
    }

    public IQuerySession QuerySession() => new QuerySession(_options, DataSource, null);

    public IDocumentSession LightweightSession() => new DocumentSession(_options, DataSource, null);

    public IDocumentSession LightweightSession(NpgsqlTransaction transaction) => new DocumentSession(_options, DataSource, transaction);

    public ProjectionDaemon BuildProjectionDaemon() => new(_options, this);

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}
