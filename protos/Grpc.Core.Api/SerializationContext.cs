using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a message is serialised to. Either the whole payload is given, or the writer is used and then completed.</summary>
public abstract class SerializationContext
{
    /// <summary>Gives the whole payload.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException("This context does not take a whole payload.");

    /// <summary>The writer for the payload.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException("This context has no buffer writer.");

    /// <summary>Announces the payload's size in bytes before it is written.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
        // A context may ignore the announcement: it only spares copying.
    }

    /// <summary>Ends what was written to the writer.</summary>
    public virtual void Complete() => throw new NotSupportedException("This context has no buffer writer to complete.");
}

/// <summary>Where a message is parsed from.</summary>
public abstract class DeserializationContext
{
    /// <summary>Size of the payload in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The payload in a new array of its own.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotSupportedException("This context gives no array.");

    /// <summary>The payload in place; valid only until the deserialiser returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotSupportedException("This context gives no sequence.");
}
