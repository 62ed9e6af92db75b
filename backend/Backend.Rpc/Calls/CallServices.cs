using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Calls.Deadlines;
using LocalEnergyMarket.Backend.Rpc.Calls.Methods;
using LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;
using LocalEnergyMarket.Backend.Rpc.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

static class CallServices
{
    /// <summary>The parts of <see cref="CallDoor"/> and <see cref="CallPassage"/>. A server may have given its own callers, clock and guessed methods before.</summary>
    public static void AddCalls(this IServiceCollection services)
    {
        services.TryAddSingleton(new RpcClock(TimeProvider.System));
        services.TryAddSingleton<IRpcCallers, NoCallers>();
        services.TryAddSingleton(new GuessedMethods());
        services.TryAddSingleton(new OpenServices());
        services.AddSingleton<MethodAccess>().AddSingleton<CallMethods>().AddSingleton<Admission>().AddSingleton<CallDeadlines>();
        services.AddSingleton<CallLimits>().AddSingleton<Explanations>().AddSingleton<CallPassage>();
    }
}
