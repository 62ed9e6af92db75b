using LocalEnergyMarket.Backend.Store.Events;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>
/// How a stream's events become its state: a pure step for each event type. An event type without a step does not change the state.
/// <code>fold.Create&lt;BoxEnrolled&gt;(e =&gt; new(e.StreamId, e.Data.Serial)).Apply&lt;BoxRevoked&gt;((box, _) =&gt; box with { Revoked = true })</code>
/// </summary>
public sealed class SnapshotFold<T>
    where T : class
{
    readonly EventRegistry _registry;
    readonly Dictionary<Type, Func<IEvent, T>> _creates = [];
    readonly Dictionary<Type, Func<T, IEvent, T?>> _applies = [];

    internal SnapshotFold(EventRegistry registry) => _registry = registry;

    /// <summary>The event that starts a stream.</summary>
    public SnapshotFold<T> Create<TEvent>(Func<IEvent<TEvent>, T> create)
        where TEvent : notnull
    {
        _registry.AddEventType<TEvent>();
        _creates.Add(typeof(TEvent), e => create((IEvent<TEvent>)e));
        return this;
    }

    /// <summary>An event that changes the state.</summary>
    public SnapshotFold<T> Apply<TEvent>(Func<T, IEvent<TEvent>, T> apply)
        where TEvent : notnull
    {
        _registry.AddEventType<TEvent>();
        _applies.Add(typeof(TEvent), (state, e) => apply(state, (IEvent<TEvent>)e));
        return this;
    }

    /// <summary>An event after which there is no state; the events stay.</summary>
    public SnapshotFold<T> DeleteEvent<TEvent>()
        where TEvent : notnull
    {
        _registry.AddEventType<TEvent>();
        _applies.Add(typeof(TEvent), (_, _) => null);
        return this;
    }

    internal IReadOnlyCollection<Type> EventTypes => [.. _creates.Keys.Union(_applies.Keys)];

    internal bool Handles(IEvent e) => _creates.ContainsKey(e.Data.GetType()) || _applies.ContainsKey(e.Data.GetType());

    /// <param name="state">The state before the events; null if there is none.</param>
    /// <param name="events">Events, of which those without a step are passed over.</param>
    /// <param name="start">The state before an event that comes first and cannot create one.</param>
    internal T? Fold(T? state, IEnumerable<IEvent> events, Func<T>? start = null) => events.Where(Handles).Aggregate(state, (before, e) => Step(before, e, start));

    T? Step(T? state, IEvent e, Func<T>? start)
    {
        var type = e.Data.GetType();
        if (state is null && _creates.TryGetValue(type, out var create))
        {
            return create(e);
        }

        state ??= start?.Invoke()
            ?? throw new StoreException($"The event {e.EventTypeName} (stream {e.StreamId}, version {e.Version}) cannot start a {typeof(T).Name}.");
        return _applies.TryGetValue(type, out var apply) ? apply(state, e)
            : throw new StoreException($"The event {e.EventTypeName} (stream {e.StreamId}, version {e.Version}) can only start a {typeof(T).Name}.");
    }
}
