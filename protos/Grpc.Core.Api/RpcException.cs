namespace Grpc.Core;

/// <summary>A call that ended otherwise than well: thrown to the caller, and by a handler to end its call with a status.</summary>
public class RpcException : Exception
{
    public RpcException(Status status)
        : this(status, Metadata.Empty)
    {
    }

    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <param name="status">The outcome.</param>
    /// <param name="trailers">Metadata sent after the last message.</param>
    /// <param name="message">The exception's message; it does not travel, the status's detail does.</param>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>The outcome of the call.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata that came (or goes) with the status.</summary>
    public Metadata Trailers { get; }
}
