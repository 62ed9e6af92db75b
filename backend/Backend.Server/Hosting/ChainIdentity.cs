using Grpc.Core;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>Which chain the backend writes to: asked once, and it must not change.</summary>
public sealed class ChainIdentity(Eos chain)
{
    Checksum256? _id;

    /// <exception cref="RpcException">UNAVAILABLE: the chain has never answered yet.</exception>
    public async Task<Checksum256> IdAsync(CancellationToken cancellation)
    {
        try
        {
            return _id ??= (await chain.GetInfo(cancellation)).ChainId;
        }
        catch (Exception e) when (e is HttpRequestException or EosioApiException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RpcException(new(StatusCode.Unavailable, "The chain cannot be reached, and its id is needed for this; try again."));
        }
    }
}
