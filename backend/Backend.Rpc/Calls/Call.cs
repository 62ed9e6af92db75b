using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Calls.Methods;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

/// <summary>What is known of a call, from the door on: a feature of its HttpContext.</summary>
public sealed class Call
{
    internal Call(string requestId, string path) => (RequestId, Path) = (requestId, path);

    /// <summary>By what the call is found in the log: the caller's <c>x-request-id</c>, or one made here.</summary>
    public string RequestId { get; }

    /// <summary>What was called, "/lem.v1.MarketService/PlaceBid"; the caller's own text if there is no such method.</summary>
    public string Path { get; }

    /// <summary>The method; null if there is none of this name.</summary>
    public CallMethod? Method { get; internal set; }

    /// <summary>Who calls; null if the caller has shown nothing, which only open methods allow.</summary>
    public RpcCaller? Caller { get; internal set; }

    /// <summary>Whether the request got as far as the service.</summary>
    internal bool Entered { get; set; }
}

public static class CallOfContext
{
    /// <summary>What is known of this call.</summary>
    /// <exception cref="InvalidOperationException">The server was built without <see cref="RpcServing.UseRpc"/>.</exception>
    public static Call Call(this ServerCallContext context) =>
        context.GetHttpContext().Features.Get<Call>() ?? throw new InvalidOperationException("The call did not come through the door: the application needs UseRpc().");
}
