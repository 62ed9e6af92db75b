using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Methods;

/// <summary>A method that is served, with what its proto says about it.</summary>
/// <param name="Path">"/lem.v1.MarketService/PlaceBid".</param>
/// <param name="Access">Who may call; null: nobody.</param>
public sealed record CallMethod(string Path, MethodDescriptor Descriptor, Protos.V1.Access? Access)
{
    /// <summary>Whether it can be called without a token.</summary>
    public bool IsOpen => Access is { Open: true };

    public bool Allows(CallerRole role) => IsOpen || Access?.Roles.Contains(role) == true;
}
