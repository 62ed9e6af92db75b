using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

/// <summary>The embedded chain with its first blocks, behind its HTTP API.</summary>
public sealed class RunningChain : IAsyncLifetime
{
    WebApplication? _application;

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _application = ChainHost.Build(EmbeddedChain.Open(ChainSettings.Development, TimeProvider.System), new("http://127.0.0.1:0"), TimeProvider.System);
        await _application.StartAsync(TestContext.Current.CancellationToken);
        Url = _application.Urls.First();

        // eosjs reckons expirations from the irreversible block, and the first one is of 2018.
        var eos = new Eos(new() { HttpEndpoint = Url }, new());
        while ((await eos.GetInfo(TestContext.Current.CancellationToken)).LastIrreversibleBlockNum < 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync(CancellationToken.None);
            await _application.DisposeAsync();
        }
    }
}
