namespace LocalEnergyMarket.Backend.Store;

/// <summary>What the store refuses. The derived names are Marten's.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Somebody else changed the same thing first: read it again and decide again.</summary>
public class ConcurrencyException(string message, Exception? inner = null) : StoreException(message, inner);

/// <summary>The stream is not at the version the writer expected.</summary>
public sealed class EventStreamUnexpectedMaxEventIdException(Guid streamId, long expected, long actual, Exception? inner = null)
    : ConcurrencyException($"Stream {streamId} was expected to end at version {expected} before this append, but it is at {actual}.", inner)
{
    public Guid StreamId => streamId;

    public long ExpectedVersion => expected;

    public long ActualVersion => actual;
}

/// <summary>A stream with this id has been started already.</summary>
public sealed class ExistingStreamIdCollisionException(Guid streamId)
    : StoreException($"Stream {streamId} exists already and cannot be started again.")
{
    public Guid StreamId => streamId;
}

/// <summary>The stream is archived: nothing is appended to it any more.</summary>
public sealed class InvalidStreamOperationException(Guid streamId)
    : StoreException($"Stream {streamId} is archived; nothing can be appended to it.")
{
    public Guid StreamId => streamId;
}

/// <summary>An insert met a document with the same id.</summary>
public sealed class DocumentAlreadyExistsException(Type documentType, object id)
    : StoreException($"A {documentType.Name} with the id {id} exists already.")
{
    public Type DocumentType => documentType;

    public object Id => id;
}

/// <summary>An update found no document with its id.</summary>
public sealed class NonExistentDocumentException(Type documentType, object id)
    : StoreException($"There is no {documentType.Name} with the id {id} to update.")
{
    public Type DocumentType => documentType;

    public object Id => id;
}

/// <summary>An event was read whose alias no registered type has.</summary>
public sealed class UnknownEventTypeException(string alias)
    : StoreException($"The store holds an event '{alias}' that no registered type reads; add it with options.Events.AddEventType<…>().")
{
    public string Alias => alias;
}

/// <summary>A projection's progress was moved by somebody else.</summary>
public sealed class ProgressionProgressOutOfOrderException(string shard, long floor)
    : ConcurrencyException($"The projection {shard} is no longer at {floor}: another process has moved it.");
