using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;

namespace LocalEnergyMarket.Backend.Store.Sessions;

/// <summary>Reads documents and events. A session is used by one caller at a time.</summary>
public interface IQuerySession : IAsyncDisposable
{
    IQueryEventStore Events { get; }

    Task<T?> LoadAsync<T>(Guid id, CancellationToken cancellation)
        where T : class;

    Task<T?> LoadAsync<T>(string id, CancellationToken cancellation)
        where T : class;

    /// <summary>The documents that exist, in no particular order.</summary>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids, CancellationToken cancellation)
        where T : class;

    /// <inheritdoc cref="LoadManyAsync{T}(IEnumerable{Guid}, CancellationToken)"/>
    Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids, CancellationToken cancellation)
        where T : class;

    DocumentQuery<T> Query<T>()
        where T : class;
}

public interface IQueryEventStore
{
    /// <summary>A stream's events in order; none if there is no such stream, or it is archived.</summary>
    /// <param name="version">The last version wanted; 0 for all.</param>
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(Guid streamId, long version = 0, CancellationToken cancellation = default);

    Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken cancellation = default);

    /// <summary>The state that a stream's events add up to; null if there are none.</summary>
    /// <inheritdoc cref="FetchStreamAsync"/>
    Task<T?> AggregateStreamAsync<T>(Guid streamId, long version = 0, CancellationToken cancellation = default)
        where T : class;
}
