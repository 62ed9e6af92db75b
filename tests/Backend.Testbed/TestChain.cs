using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Deploy;
using LocalEnergyMarket.Contracts.Eosio;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>An embedded chain with the market's contract on it.</summary>
public sealed class TestChain : IAsyncDisposable
{
    readonly WebApplication _application;

    TestChain(WebApplication application) => _application = application;

    public string Url => _application.Urls.First();

    /// <param name="port">Where it listens; the kernel's choice if 0.</param>
    public static async Task<TestChain> StartAsync(CancellationToken cancellation, int port = 0)
    {
        var chain = EmbeddedChain.Open(ChainSettings.Development, TimeProvider.System);
        var running = new TestChain(ChainHost.Build(chain, new($"http://127.0.0.1:{port}"), TimeProvider.System));
        await running._application.StartAsync(cancellation);
        using var key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
        var eos = new Eos(new() { HttpEndpoint = running.Url, SignProvider = new DefaultSignProvider(key) }, new());
        await new Deployment(eos, DeploymentPlan.WithOneKey(key.PublicKey), _ => { }, TimeProvider.System).Run(cancellation);
        return running;
    }

    public Eos Client() => new(new() { HttpEndpoint = Url }, new());

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
