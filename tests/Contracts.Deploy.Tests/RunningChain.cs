using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Eosio;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Contracts.Deploy.Tests;

/// <summary>An embedded chain of its own, reached over HTTP.</summary>
sealed class RunningChain : IAsyncDisposable
{
    readonly WebApplication _application;

    RunningChain(WebApplication application) => _application = application;

    public string Url => _application.Urls.First();

    public static async Task<RunningChain> Start(CancellationToken cancellation)
    {
        var chain = EmbeddedChain.Open(ChainSettings.Development, TimeProvider.System);
        var running = new RunningChain(ChainHost.Build(chain, new("http://127.0.0.1:0"), TimeProvider.System));
        await running._application.StartAsync(cancellation);
        return running;
    }

    public Eos Client(ISignProvider? signer = null) => new(new() { HttpEndpoint = Url, SignProvider = signer }, new());

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
