using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Access;

/// <summary>Who calls. A server that knows more of its callers derives from it.</summary>
/// <param name="Name">For the log and for limits: no two callers have the same.</param>
public record RpcCaller(string Name, CallerRole Role);

/// <summary>Knows the callers.</summary>
public interface IRpcCallers
{
    /// <summary>Whose token this is; null: nobody's. How long it takes must say nothing about any token.</summary>
    RpcCaller? Find(string token);
}

/// <summary>Where a server knows no callers, only open methods can be called.</summary>
sealed class NoCallers : IRpcCallers
{
    public RpcCaller? Find(string token) => null;
}
