using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>A stream of requests that may not be silent for longer than the limit.</summary>
sealed class IdleLimitReader<T>(IAsyncStreamReader<T> inner, TimeSpan limit) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    /// <exception cref="RpcException">DEADLINE_EXCEEDED: nothing came.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(limit);
        try
        {
            return await inner.MoveNext(idle.Token);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new(StatusCode.DeadlineExceeded, $"The stream was silent for {limit.TotalSeconds:0} seconds; send, or end it."));
        }
    }
}
