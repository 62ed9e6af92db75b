using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>
/// What follows events of many streams, later than they are appended but never skipping or repeating one: each page's changes and its
/// progress are one transaction.
/// </summary>
public interface IProjection
{
    /// <summary>The name under which its progress is kept; never changed once in use.</summary>
    string Name { get; }

    /// <summary>The event types it wants; each must be registered.</summary>
    IReadOnlyCollection<Type> EventTypes { get; }

    /// <summary>
    /// Queues the changes that follow from a page of events, in the order of their sequence; the caller saves. What throws is tried again
    /// with fewer events, and the one event that cannot be taken in becomes a <see cref="DeadLetterEvent"/>: no effect outside the session.
    /// </summary>
    Task ApplyAsync(IDocumentSession operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);

    /// <summary>
    /// Queues the removal of everything it has written, for a rebuild; that and all events again are one transaction, and readers see the
    /// old until it is committed.
    /// </summary>
    /// <exception cref="StoreException">It does not say how, and cannot be rebuilt.</exception>
    Task ClearAsync(IDocumentSession operations, CancellationToken cancellation) =>
        throw new StoreException($"The projection {Name} cannot be rebuilt: it does not say how it is cleared (IProjection.ClearAsync).");
}
