using LocalEnergyMarket.Backend.Rpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>JSON over HTTP/1.1 and HTTP/2 beside gRPC.</summary>
static class ConnectServing
{
    public static void AddConnect(this IServiceCollection services)
    {
        services.TryAddSingleton<ServedServices>();
        services.AddCors();
    }

    /// <summary>Before routing, which it adds.</summary>
    public static void UseConnect(this WebApplication app, RpcOptions options)
    {
        if (options.BrowserOrigins.Count > 0)
        {
            app.UseCors(policy => policy
                .WithOrigins([.. options.BrowserOrigins]).WithMethods("GET", "POST").AllowAnyHeader().WithExposedHeaders("*").SetPreflightMaxAge(TimeSpan.FromHours(2)));
        }

        app.UseMiddleware<ConnectMiddleware>();
        app.UseRouting();
    }

    /// <summary>After what decides about calls by their headers.</summary>
    public static void UseConnectMessages(this WebApplication app) => app.UseMiddleware<ConnectMessages>();
}
