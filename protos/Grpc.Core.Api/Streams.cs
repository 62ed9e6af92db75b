namespace Grpc.Core;

/// <summary>Incoming messages of a call. One reader at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last successful <see cref="MoveNext"/> brought.</summary>
    T Current { get; }

    /// <summary>Waits for the next message. On the client, an unsuccessful end of the call throws <see cref="RpcException"/>.</summary>
    /// <returns>False at the end of the stream.</returns>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>Outgoing messages of a call. One write at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the writes that follow; null for none.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes one message; done when the transport has taken it.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes one message; cancelling the write cancels the call.</summary>
    /// <exception cref="NotSupportedException">The token can be cancelled, and this writer cannot heed it.</exception>
#pragma warning disable MA0040 // The overload with the token is this one.
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("This stream writer cannot cancel a write.")
        : WriteAsync(message);
#pragma warning restore MA0040
}

/// <summary>The client's outgoing messages.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more messages come; needed for every stream that ends well.</summary>
    Task CompleteAsync();
}

/// <summary>The server's outgoing messages.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;

/// <summary>Reading without a cancellation token.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <inheritdoc cref="IAsyncStreamReader{T}.MoveNext"/>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return streamReader.MoveNext(CancellationToken.None);
    }
}
