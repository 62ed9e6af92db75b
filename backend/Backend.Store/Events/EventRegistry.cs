using System.Collections.Concurrent;

namespace LocalEnergyMarket.Backend.Store.Events;

/// <summary>The event types the store writes and reads, by alias.</summary>
public sealed class EventRegistry
{
    readonly ConcurrentDictionary<Type, EventMapping> _byType = new();
    readonly ConcurrentDictionary<string, EventMapping> _byAlias = new(StringComparer.Ordinal);

    public EventRegistry AddEventType<T>()
        where T : notnull
    {
        var mapping = _byType.GetOrAdd(typeof(T), static _ => new EventMapping<T>());
        if (_byAlias.GetOrAdd(mapping.Alias, mapping) is var other && other.EventType != typeof(T))
        {
            throw new StoreException($"{typeof(T).FullName} and {other.EventType.FullName} would share the event name '{mapping.Alias}'.");
        }

        return this;
    }

    internal EventMapping Of(Type type) => _byType.TryGetValue(type, out var mapping)
        ? mapping
        : throw new StoreException($"{type.Name} is not a registered event: add options.Events.AddEventType<{type.Name}>().");

    internal Event Read(string alias, string json, Guid streamId, Guid id) => _byAlias.TryGetValue(alias, out var mapping)
        ? mapping.Wrap(StoreJson.Deserialize(mapping.EventType, json), streamId, id)
        : throw new UnknownEventTypeException(alias);
}
