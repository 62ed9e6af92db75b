using Google.Protobuf;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

/// <summary>A request stream whose messages are looked at before the service has them.</summary>
sealed class WatchedRequests<TRequest>(IAsyncStreamReader<TRequest> inner, Action<object>? each) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    public TRequest Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            if (!await inner.MoveNext(cancellationToken))
            {
                return false;
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw UnreadableRequest.Malformed(e.Message);
        }
        catch (RpcException e) when (UnreadableRequest.Explain(e.Status) is not null)
        {
            throw UnreadableRequest.Explain(e.Status)!;
        }

        each?.Invoke(inner.Current);
        return true;
    }
}
