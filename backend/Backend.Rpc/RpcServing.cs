using Grpc.AspNetCore.Server;
using LocalEnergyMarket.Backend.Rpc.Calls;
using LocalEnergyMarket.Backend.Rpc.Health;
using LocalEnergyMarket.Backend.Rpc.Json;
using LocalEnergyMarket.Backend.Rpc.Limits;
using LocalEnergyMarket.Backend.Rpc.OpenApi;
using LocalEnergyMarket.Backend.Rpc.Reflection;
using LocalEnergyMarket.Backend.Rpc.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalEnergyMarket.Backend.Rpc;

/// <summary>Everything that all calls have in common, in the order in which a call passes through it.</summary>
public static class RpcServing
{
    /// <summary>Adds gRPC with what every call passes through. Interceptors added in <paramref name="configure"/> come after it, nearest to the services.</summary>
    public static void AddRpc(this IServiceCollection services, RpcOptions options, Action<GrpcServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddCalls();
        services.AddSingleton<HealthServiceImpl>();
        services.AddSingleton<Stopping>().AddHostedService(provider => provider.GetRequiredService<Stopping>());

        // The web server gets the whole limit, and what stops after it a little more.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Limits.StopSeconds + 8));
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.Limits.LargestMessage;
            grpc.MaxSendMessageSize = options.Limits.LargestAnswer;
            grpc.Interceptors.Add<CallPassage>();
            grpc.Interceptors.Add<LimitInterceptor>();
            configure?.Invoke(grpc);
        });
        services.AddConnect();
        services.AddGrpcReflection();
    }

    /// <summary>Health that is derived from how the parts are. Without it, whoever runs the server sets it (<see cref="HealthServiceImpl"/>).</summary>
    public static void AddRpcHealth(this IServiceCollection services, Func<IServiceProvider, HealthPlan> plan) => services
        .AddSingleton(plan)
        .AddSingleton<HealthBoard>()
        .AddHostedService(provider => provider.GetRequiredService<HealthBoard>());

    /// <summary>Sets the server's limits on connections and streams; before any address is listened on.</summary>
    public static void LimitRpc(this KestrelServerOptions kestrel, RpcOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        kestrel.AddServerHeader = false;
        KestrelLimits.Apply(kestrel, options.Limits);
    }

    /// <summary>What stands before the services: other forms of the same calls, then the door that all calls pass.</summary>
    public static void UseRpc(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseConnect(app.Services.GetRequiredService<RpcOptions>());
        app.UseMiddleware<CallTelemetry>();
        app.UseMiddleware<CallEnding>();
        app.UseMiddleware<CallDoor>();
        app.UseConnectMessages();
    }

    /// <summary>The services that every server has beside its own.</summary>
    public static void MapRpc(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetRequiredService<RpcOptions>().Describe)
        {
            app.MapGrpcReflectionService();
            app.MapOpenApi();
        }

        app.MapGrpcService<HealthServiceImpl>();
    }
}
