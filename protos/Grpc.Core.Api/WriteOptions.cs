namespace Grpc.Core;

/// <summary>How a message is to be written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for others.</summary>
    BufferHint = 1,

    /// <summary>The message is sent uncompressed even where compression is agreed.</summary>
    NoCompress = 2,
}

/// <summary>Options of the writes that follow on a stream.</summary>
public class WriteOptions(WriteFlags flags = default)
{
    /// <summary>Nothing special.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; } = flags;
}
