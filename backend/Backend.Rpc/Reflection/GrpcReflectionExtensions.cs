using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalEnergyMarket.Backend.Rpc.Reflection;

/// <summary>In the shape of the package Grpc.AspNetCore.Server.Reflection, which can take its place.</summary>
public static class GrpcReflectionExtensions
{
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        services.TryAddSingleton<ServedServices>();
        services.TryAddSingleton<ReflectionCalls>();
        return services;
    }

    public static void MapGrpcReflectionService(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<ReflectionCalls>();
        endpoints.MapGrpcService<ReflectionAlphaCalls>();
    }
}
