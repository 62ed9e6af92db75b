using System.Diagnostics.CodeAnalysis;

namespace LocalEnergyMarket.Backend.Store.Events;

/// <summary>
/// A stream read to be appended to: what it says now, and the place for the events that follow from it. If anyone else appends in
/// between, saving fails with <see cref="EventStreamUnexpectedMaxEventIdException"/>.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "Marten's name.")]
public interface IEventStream<out T>
    where T : class
{
    Guid Id { get; }

    /// <summary>The state at <see cref="StartingVersion"/>; null if there is no stream yet.</summary>
    T? Aggregate { get; }

    /// <summary>The version read; 0 if there is no stream yet.</summary>
    long StartingVersion { get; }

    /// <summary>The version after what has been appended here.</summary>
    long CurrentVersion { get; }

    void AppendOne(object @event);

    void AppendMany(params IEnumerable<object> events);
}

/// <summary>What the store knows about a stream without reading its events.</summary>
public sealed record StreamState(Guid Id, long Version, string? AggregateType, DateTimeOffset LastTimestamp, DateTimeOffset Created, bool IsArchived);

sealed class EventStream<T>(Guid id, T? aggregate, long version, Func<StreamAction> action, Func<object, Guid, Event> wrap) : IEventStream<T>
    where T : class
{
    StreamAction? _action;

    public Guid Id => id;

    public T? Aggregate => aggregate;

    public long StartingVersion => version;

    public long CurrentVersion => version + (_action?.Events.Count ?? 0);

    public void AppendOne(object @event) => AppendMany(@event);

    public void AppendMany(params IEnumerable<object> events)
    {
        foreach (var @event in events)
        {
            _action ??= action();
            if (_action.IsSaved)
            {
                throw new StoreException($"Stream {id} has been saved; fetch it again before appending more.");
            }

            _action.Events.Add(wrap(@event, id));
        }
    }
}
