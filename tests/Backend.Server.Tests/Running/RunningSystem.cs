using System.Text.Json.Nodes;
using LocalEnergyMarket.Backend.Testbed;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Backend.Server.Tests.Running.RunningSystem))]

namespace LocalEnergyMarket.Backend.Server.Tests.Running;

/// <summary>One for the assembly.</summary>
public sealed class RunningSystem : RunningBackend, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await StartAsync(TestContext.Current.CancellationToken);

    /// <summary>All tests call from one address: together they guess more than one person may.</summary>
    protected override void Configure(JsonObject configuration) => configuration["Rpc"] = new JsonObject
    {
        ["RateLimits"] = new JsonObject { ["Guess"] = new JsonObject { ["CallsPerSecond"] = 100, ["Burst"] = 2_000, ["OpenCalls"] = 200 } },
    };
}
