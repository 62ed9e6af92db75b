using Grpc.Core;
using LocalEnergyMarket.Client.Errors;

namespace LocalEnergyMarket.Client.Calls;

/// <summary>A call as its errors name it.</summary>
sealed record RunningCall(string Method, string RequestId, CancellationToken Cancellation)
{
    /// <summary>The exception for callers: a cancellation that is the caller's own is one as everywhere in .NET.</summary>
    public Exception Explain(RpcException exception, CancellationToken cancellation)
    {
        var cancelled = Cancellation.IsCancellationRequested ? Cancellation : cancellation;
        return exception.StatusCode == StatusCode.Cancelled && cancelled.IsCancellationRequested
            ? new OperationCanceledException($"{Method} was cancelled.", exception, cancelled)
            : TypedErrors.Of(exception, Method, RequestId);
    }

    public async Task<T> ExplainedAsync<T>(Task<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw Explain(e, Cancellation);
        }
    }

    public async Task WrittenAsync(Task task, CancellationToken cancellation)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw Explain(e, cancellation);
        }
    }
}

sealed class ExplainedReader<T>(IAsyncStreamReader<T> inner, RunningCall call) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await inner.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw call.Explain(e, cancellationToken);
        }
    }
}

sealed class ExplainedWriter<T>(IClientStreamWriter<T> inner, RunningCall call) : IClientStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => call.WrittenAsync(inner.WriteAsync(message, call.Cancellation), call.Cancellation);

    public Task WriteAsync(T message, CancellationToken cancellationToken) => call.WrittenAsync(inner.WriteAsync(message, cancellationToken), cancellationToken);

    public Task CompleteAsync() => call.WrittenAsync(inner.CompleteAsync(), call.Cancellation);
}
