using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>When a snapshot is written.</summary>
public enum SnapshotLifecycle
{
    /// <summary>In the transaction that appends.</summary>
    Inline,

    /// <summary>By the daemon, soon after.</summary>
    Async,
}

/// <summary>An aggregate type the store can compute; <see cref="Snapshot"/> is its table if it is kept.</summary>
abstract class Aggregation(Type type, DocumentMapping? snapshot, SnapshotLifecycle lifecycle)
{
    public Type Type => type;

    public DocumentMapping? Snapshot => snapshot;

    public SnapshotLifecycle Lifecycle => lifecycle;

    /// <summary>Marten's: the aggregate's short name.</summary>
    public string Name => type.Name;

    /// <summary>Whether events of several streams go into one document: then the stream's row does not guard it.</summary>
    public abstract bool IsMultiStream { get; }

    public abstract IReadOnlyCollection<Type> EventTypes { get; }

    public abstract bool Handles(IEvent e);

    /// <summary>The documents that an event changes.</summary>
    public abstract IEnumerable<object> IdsOf(IEvent e);

    public abstract object? Fold(object id, object? state, IEnumerable<IEvent> events);
}

sealed class Aggregation<T>(SnapshotFold<T> fold, DocumentMapping? snapshot, SnapshotLifecycle lifecycle) : Aggregation(typeof(T), snapshot, lifecycle)
    where T : class
{
    public override bool IsMultiStream => false;

    public override IReadOnlyCollection<Type> EventTypes => fold.EventTypes;

    public override bool Handles(IEvent e) => fold.Handles(e);

    public override IEnumerable<object> IdsOf(IEvent e) => Handles(e) ? [e.StreamId] : [];

    public override object? Fold(object id, object? state, IEnumerable<IEvent> events) => fold.Fold((T?)state, events);
}

sealed class MultiStreamAggregation<T, TId>(MultiStreamFold<T, TId> fold, DocumentMapping snapshot, SnapshotLifecycle lifecycle)
    : Aggregation(typeof(T), snapshot, lifecycle)
    where T : class
    where TId : notnull
{
    public override bool IsMultiStream => true;

    public override IReadOnlyCollection<Type> EventTypes => fold.Steps.EventTypes;

    public override bool Handles(IEvent e) => fold.Steps.Handles(e);

    public override IEnumerable<object> IdsOf(IEvent e) => Handles(e) ? fold.IdsOf(e) : [];

    public override object? Fold(object id, object? state, IEnumerable<IEvent> events) =>
        fold.Steps.Fold((T?)state, events, fold.Start is { } start ? () => start((TId)id) : null);
}
