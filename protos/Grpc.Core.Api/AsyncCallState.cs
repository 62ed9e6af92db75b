namespace Grpc.Core;

/// <summary>What every kind of call can be asked, as functions of the transport and its state.</summary>
sealed record AsyncCallState(
    Func<object, Task<Metadata>> ResponseHeaders,
    Func<object, Status> Status,
    Func<object, Metadata> Trailers,
    Action<object> Dispose,
    object State)
{
    public static AsyncCallState Of(Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose) =>
        new(
            _ => headers,
            _ => status(),
            _ => trailers(),
            _ => dispose(),
            string.Empty);
}
