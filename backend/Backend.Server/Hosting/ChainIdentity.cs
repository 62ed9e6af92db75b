using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>Which chain the backend writes to: asked once, and it must not change.</summary>
public sealed class ChainIdentity(Eos chain)
{
    Checksum256? _id;

    /// <exception cref="RefusalException">UNAVAILABLE: the chain has never answered yet.</exception>
    public async Task<Checksum256> IdAsync(CancellationToken cancellation)
    {
        try
        {
            return _id ??= (await chain.GetInfo(cancellation)).ChainId;
        }
        catch (Exception e) when (e is HttpRequestException or EosioApiException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw Refusal.Unavailable(Reason.ChainUnreachable, "The chain cannot be reached, and its id is needed for this; try again.");
        }
    }
}
