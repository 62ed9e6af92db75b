using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client.Configuration;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Client.Retrying;

/// <summary>Which methods may be repeated: what the protos say, as a service config of gRPC (gRFC A6).</summary>
static class RetryRules
{
    /// <summary>All services of the backend.</summary>
    static readonly FileDescriptor[] Files =
    [
        BoxReflection.Descriptor, ControlReflection.Descriptor, RegistryReflection.Descriptor, ForecastsReflection.Descriptor, MarketReflection.Descriptor,
        SettlementReflection.Descriptor, EvidenceReflection.Descriptor, FleetReflection.Descriptor, JobsReflection.Descriptor, MastrReflection.Descriptor, StatusReflection.Descriptor,
    ];

    public static ServiceConfig ServiceConfig(RetryOptions options)
    {
        var config = new ServiceConfig();
        if (options.Attempts == 1)
        {
            return config;
        }

        var safe = new MethodConfig
        {
            RetryPolicy = new()
            {
                MaxAttempts = options.Attempts,
                InitialBackoff = options.FirstPause,
                MaxBackoff = options.LongestPause,
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable, StatusCode.ResourceExhausted },
            },
        };
        foreach (var method in SafeMethods())
        {
            safe.Names.Add(new() { Service = method.Service.FullName, Method = method.Name });
        }

        config.MethodConfigs.Add(safe);
        // A backend that fails most calls is not asked several times as much by all its clients. A lost connection fails a hundred calls at once, and is not that.
        config.RetryThrottling = new() { MaxTokens = 500, TokenRatio = 0.5 };
        return config;
    }

    /// <summary>Methods without side effects, or whose repetition changes nothing, with one request. Health's published proto does not say that Check is one.</summary>
    public static IEnumerable<MethodDescriptor> SafeMethods() =>
        Files.SelectMany(file => file.Services).SelectMany(service => service.Methods).Where(IsSafe)
            .Append(HealthReflection.Descriptor.Services[0].FindMethodByName("Check"));

    static bool IsSafe(MethodDescriptor method) =>
        !method.IsClientStreaming
        && method.GetOptions()?.IdempotencyLevel is MethodOptions.Types.IdempotencyLevel.NoSideEffects or MethodOptions.Types.IdempotencyLevel.Idempotent;
}
