using LocalEnergyMarket.Backend.Testbed;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Backend.Server.Tests.Running.RunningSystem))]

namespace LocalEnergyMarket.Backend.Server.Tests.Running;

/// <summary>One for the assembly.</summary>
public sealed class RunningSystem : RunningBackend, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await StartAsync(TestContext.Current.CancellationToken);
}
