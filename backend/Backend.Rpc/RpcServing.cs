using Grpc.AspNetCore.Server;
using LocalEnergyMarket.Backend.Rpc.Json;
using LocalEnergyMarket.Backend.Rpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LocalEnergyMarket.Backend.Rpc;

/// <summary>Everything that all calls have in common, in the order in which a call passes through it.</summary>
public static class RpcServing
{
    /// <summary>Adds gRPC with what every call passes through. Interceptors added in <paramref name="configure"/> come after it, nearest to the services.</summary>
    public static void AddRpc(this IServiceCollection services, RpcOptions options, Action<GrpcServiceOptions>? configure = null)
    {
        services.AddSingleton(options);
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.LargestMessage;
            configure?.Invoke(grpc);
        });
        services.AddConnect();
        services.AddGrpcReflection();
    }

    /// <summary>Sets the server's limits on connections and streams.</summary>
    public static void LimitRpc(this KestrelServerOptions kestrel, RpcOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }

    /// <summary>What stands before the services: other forms of the same calls.</summary>
    public static void UseRpc(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseConnect(app.Services.GetRequiredService<RpcOptions>());
    }

    /// <summary>The services that every server has beside its own.</summary>
    public static void MapRpc(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetRequiredService<RpcOptions>().Describe)
        {
            app.MapGrpcReflectionService();
        }
    }
}
