namespace LocalEnergyMarket.Backend.Store.Events;

/// <summary>How one event type is named in the tables.</summary>
abstract class EventMapping(Type eventType)
{
    public Type EventType => eventType;

    public string Alias { get; } = SnakeCase.Of(eventType.Name);

    public string DotNetTypeName { get; } = $"{eventType.FullName}, {eventType.Assembly.GetName().Name}";

    public abstract Event Wrap(object data, Guid streamId, Guid id);
}

sealed class EventMapping<T>() : EventMapping(typeof(T))
    where T : notnull
{
    public override Event Wrap(object data, Guid streamId, Guid id) => new Event<T>((T)data) { Id = id, StreamId = streamId, Mapping = this };
}
