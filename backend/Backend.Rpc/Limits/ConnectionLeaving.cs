using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

public static class ConnectionLeaving
{
    /// <summary>Fires when the call's connection is asked to go, because the server stops or because of its age: a long stream should end now, in order.</summary>
    public static CancellationToken ConnectionLeaves(this ServerCallContext context) =>
        context.GetHttpContext().Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
}
