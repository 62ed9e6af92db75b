namespace LocalEnergyMarket.Backend.Store.Events;

/// <summary>An event with what the store knows about it.</summary>
public interface IEvent
{
    Guid Id { get; }

    Guid StreamId { get; }

    /// <summary>The position in the stream, from 1.</summary>
    long Version { get; }

    /// <summary>The position among all events; ascending, with gaps where a transaction was rolled back. 0 until it is saved.</summary>
    long Sequence { get; }

    /// <summary>When it was appended, on the application's clock.</summary>
    DateTimeOffset Timestamp { get; }

    string EventTypeName { get; }

    object Data { get; }
}

public interface IEvent<out T> : IEvent
    where T : notnull
{
    new T Data { get; }
}

abstract class Event : IEvent
{
    public required Guid Id { get; init; }

    public required Guid StreamId { get; init; }

    public long Version { get; set; }

    public long Sequence { get; set; }

    public DateTimeOffset Timestamp { get; set; }

    public required EventMapping Mapping { get; init; }

    public string EventTypeName => Mapping.Alias;

    /// <summary>What is written, made by the caller of a save and not by who writes for many.</summary>
    public string? Json { get; private set; }

    public void Serialize() => Json = StoreJson.Serialize(Data);

    public abstract object Data { get; }
}

sealed class Event<T>(T data) : Event, IEvent<T>
    where T : notnull
{
    public override object Data => data;

    T IEvent<T>.Data => data;
}
