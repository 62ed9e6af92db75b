using LocalEnergyMarket.Backend.Store.Events;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>
/// How events of many streams become documents of another identity: which documents an event concerns, and a pure step for each event type.
/// <code>fold.StartsAs(area =&gt; new(area, 0)).Identity&lt;BoxEnrolled&gt;(e =&gt; e.Data.Area).Apply&lt;BoxEnrolled&gt;((area, _) =&gt; area with { Boxes = area.Boxes + 1 })</code>
/// </summary>
public sealed class MultiStreamFold<T, TId>
    where T : class
    where TId : notnull
{
    readonly Dictionary<Type, Func<IEvent, IEnumerable<TId>>> _identities = [];

    internal MultiStreamFold(EventRegistry registry) => Steps = new(registry);

    internal SnapshotFold<T> Steps { get; }

    internal Func<TId, T>? Start { get; private set; }

    /// <summary>The document that an event of this type concerns.</summary>
    public MultiStreamFold<T, TId> Identity<TEvent>(Func<IEvent<TEvent>, TId> identity)
        where TEvent : notnull => Identities<TEvent>(e => [identity(e)]);

    /// <summary>The documents that an event of this type concerns; none is allowed.</summary>
    public MultiStreamFold<T, TId> Identities<TEvent>(Func<IEvent<TEvent>, IEnumerable<TId>> identities)
        where TEvent : notnull
    {
        _identities.Add(typeof(TEvent), e => identities((IEvent<TEvent>)e));
        return this;
    }

    /// <summary>What a document is before its first event, whichever that is.</summary>
    public MultiStreamFold<T, TId> StartsAs(Func<TId, T> start)
    {
        Start = start;
        return this;
    }

    /// <summary>An event that starts a document.</summary>
    public MultiStreamFold<T, TId> Create<TEvent>(Func<IEvent<TEvent>, T> create)
        where TEvent : notnull
    {
        Steps.Create(create);
        return this;
    }

    /// <summary>An event that changes a document.</summary>
    public MultiStreamFold<T, TId> Apply<TEvent>(Func<T, IEvent<TEvent>, T> apply)
        where TEvent : notnull
    {
        Steps.Apply(apply);
        return this;
    }

    /// <summary>An event after which the document is gone.</summary>
    public MultiStreamFold<T, TId> DeleteEvent<TEvent>()
        where TEvent : notnull
    {
        Steps.DeleteEvent<TEvent>();
        return this;
    }

    internal IEnumerable<object> IdsOf(IEvent e) => _identities.TryGetValue(e.Data.GetType(), out var identities)
        ? identities(e).Distinct().Cast<object>()
        : throw new StoreException($"{typeof(T).Name} handles {e.EventTypeName}, but nothing says which document it concerns: add Identity<{e.Data.GetType().Name}>(…).");
}
