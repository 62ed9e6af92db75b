using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>When a snapshot is written.</summary>
public enum SnapshotLifecycle
{
    /// <summary>In the transaction that appends.</summary>
    Inline,
}

/// <summary>An aggregate type the store can compute; <see cref="Snapshot"/> is its table if it is kept.</summary>
abstract class Aggregation(Type type, DocumentMapping? snapshot)
{
    public Type Type => type;

    public DocumentMapping? Snapshot => snapshot;

    public abstract bool Handles(IEvent e);

    public abstract object? Fold(object? state, IEnumerable<IEvent> events);
}

sealed class Aggregation<T>(SnapshotFold<T> fold, DocumentMapping? snapshot) : Aggregation(typeof(T), snapshot)
    where T : class
{
    public override bool Handles(IEvent e) => fold.Handles(e);

    public override object? Fold(object? state, IEnumerable<IEvent> events) => fold.Fold((T?)state, events);
}
