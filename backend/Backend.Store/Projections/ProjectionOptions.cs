using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>The projections of a store.</summary>
public sealed class ProjectionOptions
{
    readonly EventRegistry _events;
    readonly DocumentRegistry _documents;
    readonly Dictionary<Type, Aggregation> _aggregations = [];
    readonly List<IProjection> _projections = [];

    internal ProjectionOptions(EventRegistry events, DocumentRegistry documents) => (_events, _documents) = (events, documents);

    /// <summary>The aggregates whose snapshots are written with their events.</summary>
    internal IReadOnlyList<Aggregation> Inline => field ??= [.. _aggregations.Values.Where(aggregation => aggregation.Snapshot is not null && aggregation.Lifecycle == SnapshotLifecycle.Inline)];

    internal IReadOnlyList<IProjection> Asynchronous => _projections;

    /// <summary>Keeps the state of every stream of this aggregate as a document whose id is the stream's.</summary>
    public void Snapshot<T>(SnapshotLifecycle lifecycle, Action<SnapshotFold<T>> configure)
        where T : class
    {
        var mapping = Projected(typeof(T));
        Keep(new Aggregation<T>(Configured(configure), mapping, lifecycle));
        if (mapping.IdDbType != NpgsqlDbType.Uuid)
        {
            throw new StoreException($"{typeof(T).Name} is the snapshot of a stream; its Id must be a Guid.");
        }
    }

    /// <summary>
    /// Makes documents from events of many streams. Inline, callers that change the same document wait for one another; so inline is for
    /// what must be known at once, and async for counts and lists.
    /// </summary>
    public void MultiStream<T, TId>(SnapshotLifecycle lifecycle, Action<MultiStreamFold<T, TId>> configure)
        where T : class
        where TId : notnull
    {
        var mapping = Projected(typeof(T));
        if (mapping.IdType != typeof(TId))
        {
            throw new StoreException($"The Id of {typeof(T).Name} is a {mapping.IdType.Name}, and not a {typeof(TId).Name}.");
        }

        var fold = new MultiStreamFold<T, TId>(_events);
        configure(fold);
        Keep(new MultiStreamAggregation<T, TId>(fold, mapping, lifecycle));
    }

    /// <summary>Computes the state from the events whenever it is asked for; nothing is kept.</summary>
    public void LiveStreamAggregation<T>(Action<SnapshotFold<T>> configure)
        where T : class => _aggregations.Add(typeof(T), new Aggregation<T>(Configured(configure), null, SnapshotLifecycle.Inline));

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

    internal Aggregation OfStream(Type type) => Of(type) is { IsMultiStream: false } aggregation
        ? aggregation
        : throw new StoreException($"{type.Name} is made of many streams: load it as a document.");

    internal Aggregation? Find(string name) =>
        _aggregations.Values.FirstOrDefault(aggregation => aggregation.Snapshot is not null && string.Equals(aggregation.Name, name, StringComparison.Ordinal));

    DocumentMapping Projected(Type type)
    {
        var mapping = _documents.Register(type);
        mapping.IsAggregate = true;
        return mapping;
    }

    void Keep(Aggregation aggregation)
    {
        _aggregations.Add(aggregation.Type, aggregation);
        if (aggregation.Lifecycle == SnapshotLifecycle.Async)
        {
            Add(new AggregateProjection(aggregation));
        }
    }

    SnapshotFold<T> Configured<T>(Action<SnapshotFold<T>> configure)
        where T : class
    {
        var fold = new SnapshotFold<T>(_events);
        configure(fold);
        return fold;
    }
}
