namespace Grpc.Core;

/// <summary>A running call with one request and a stream of responses.</summary>
public sealed class AsyncServerStreamingCall<TResponse> : IDisposable
{
    readonly AsyncCallState _call;

    public AsyncServerStreamingCall(
        IAsyncStreamReader<TResponse> responseStream,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        ResponseStream = responseStream;
        _call = AsyncCallState.Of(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <summary>As the other, with functions of a state, which spares the transport a closure.</summary>
    public AsyncServerStreamingCall(
        IAsyncStreamReader<TResponse> responseStream,
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatusFunc,
        Func<object, Metadata> getTrailersFunc,
        Action<object> disposeAction,
        object state)
    {
        ResponseStream = responseStream;
        _call = new AsyncCallState(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state);
    }

    /// <summary>The responses.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }

    /// <summary>The response's headers, when they have come.</summary>
    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeaders(_call.State);

    /// <summary>The outcome. <see cref="InvalidOperationException"/> while the call runs.</summary>
    public Status GetStatus() => _call.Status(_call.State);

    /// <summary>The trailers. <see cref="InvalidOperationException"/> while the call runs.</summary>
    public Metadata GetTrailers() => _call.Trailers(_call.State);

    /// <summary>Frees the call; a call that still runs is cancelled.</summary>
    public void Dispose() => _call.Dispose(_call.State);
}
