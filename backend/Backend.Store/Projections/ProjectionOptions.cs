using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>The projections of a store.</summary>
public sealed class ProjectionOptions
{
    readonly EventRegistry _events;
    readonly DocumentRegistry _documents;
    readonly Dictionary<Type, Aggregation> _aggregations = [];
    readonly List<IProjection> _projections = [];

    internal ProjectionOptions(EventRegistry events, DocumentRegistry documents) => (_events, _documents) = (events, documents);

    internal IReadOnlyCollection<Aggregation> Aggregations => _aggregations.Values;

    internal IReadOnlyList<IProjection> Asynchronous => _projections;

    /// <summary>Keeps the state of every stream of this aggregate as a document whose id is the stream's.</summary>
    public void Snapshot<T>(SnapshotLifecycle lifecycle, Action<SnapshotFold<T>> configure)
        where T : class
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(lifecycle, SnapshotLifecycle.Inline);
        var mapping = _documents.Register(typeof(T));
        mapping.IsAggregate = true;
        _aggregations.Add(typeof(T), new Aggregation<T>(Configured(configure), mapping));
    }

    /// <summary>Computes the state from the events whenever it is asked for; nothing is kept.</summary>
    public void LiveStreamAggregation<T>(Action<SnapshotFold<T>> configure)
        where T : class => _aggregations.Add(typeof(T), new Aggregation<T>(Configured(configure), null));

    /// <summary>Adds a projection that the daemon runs.</summary>
    public void Add(IProjection projection)
    {
        if (_projections.Exists(other => string.Equals(other.Name, projection.Name, StringComparison.Ordinal)))
        {
            throw new StoreException($"There are two projections of the name {projection.Name}.");
        }

        _projections.Add(projection);
    }

    internal Aggregation Of(Type type) => _aggregations.TryGetValue(type, out var aggregation)
        ? aggregation
        : throw new StoreException($"{type.Name} is no aggregate: add options.Projections.Snapshot<{type.Name}>(…) or LiveStreamAggregation.");

    SnapshotFold<T> Configured<T>(Action<SnapshotFold<T>> configure)
        where T : class
    {
        var fold = new SnapshotFold<T>(_events);
        configure(fold);
        return fold;
    }
}
