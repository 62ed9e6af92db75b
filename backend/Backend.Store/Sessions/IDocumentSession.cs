using LocalEnergyMarket.Backend.Store.Events;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

/// <summary>A unit of work: what is queued here becomes one transaction in <see cref="SaveChangesAsync"/>, or nothing.</summary>
public interface IDocumentSession : IQuerySession
{
    new IEventStoreOperations Events { get; }

    /// <summary>Inserts or replaces.</summary>
    void Store<T>(params IEnumerable<T> documents)
        where T : class;

    /// <summary>Saving fails with <see cref="DocumentAlreadyExistsException"/> if one of the ids is taken.</summary>
    void Insert<T>(params IEnumerable<T> documents)
        where T : class;

    /// <summary>Saving fails with <see cref="NonExistentDocumentException"/> if one does not exist.</summary>
    void Update<T>(params IEnumerable<T> documents)
        where T : class;

    void Delete<T>(T document)
        where T : class;

    void Delete<T>(Guid id)
        where T : class;

    void Delete<T>(string id)
        where T : class;

    /// <summary>
    /// A statement on a module's own tables, after the events and documents, in the order queued. Parameters are <c>$1</c>, <c>$2</c> …;
    /// a value may be an <see cref="NpgsqlParameter"/> to say its type.
    /// </summary>
    void QueueSqlCommand(string sql, params object?[] values);

    /// <summary>Work on the same connection and transaction after everything else, such as a COPY. It must not commit.</summary>
    void Enlist(Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task> work);

    /// <summary>
    /// Writes everything queued. Committed when it returns, unless the session was opened on a caller's transaction: then that decides.
    /// </summary>
    /// <exception cref="EventStreamUnexpectedMaxEventIdException">A stream was appended to by someone else.</exception>
    /// <exception cref="ExistingStreamIdCollisionException">A stream to start exists.</exception>
    /// <exception cref="InvalidStreamOperationException">A stream is archived.</exception>
    Task SaveChangesAsync(CancellationToken cancellation);
}

public interface IEventStoreOperations : IQueryEventStore
{
    /// <summary>Starts a stream of an aggregate; at least one event.</summary>
    void StartStream<T>(Guid id, params IEnumerable<object> events)
        where T : class;

    /// <summary>Appends whatever the version; the stream is started if there is none.</summary>
    void Append(Guid id, params IEnumerable<object> events);

    /// <param name="expectedVersion">The stream's version after this append, as in Marten.</param>
    void Append(Guid id, long expectedVersion, params IEnumerable<object> events);

    /// <summary>Reads an aggregate to decide on it, guarded against anyone appending before this session saves.</summary>
    Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation)
        where T : class;

    /// <exception cref="EventStreamUnexpectedMaxEventIdException">The stream is not at this version now.</exception>
    Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation)
        where T : class;
}
