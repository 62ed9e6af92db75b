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

    /// <summary>Queues the changes that follow from a page of events, in the order of their sequence; the caller saves.</summary>
    Task ApplyAsync(IDocumentSession operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);
}
