using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Eosio;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Contracts.Deploy.Tests;

/// <summary>An embedded chain of its own, reached over HTTP.</summary>
sealed class RunningChain : IAsyncDisposable
{
    readonly WebApplication _application;

    readonly EmbeddedChain _chain;
    readonly ShiftedTime _time;

    RunningChain(WebApplication application, EmbeddedChain chain, ShiftedTime time) => (_application, _chain, _time) = (application, chain, time);

    public string Url => _application.Urls.First();

    public static async Task<RunningChain> Start(CancellationToken cancellation)
    {
        var time = new ShiftedTime();
        var chain = EmbeddedChain.Open(ChainSettings.Development, time);
        var running = new RunningChain(ChainHost.Build(chain, new("http://127.0.0.1:0"), time), chain, time);
        await running._application.StartAsync(cancellation);
        return running;
    }

    public Eos Client(ISignProvider? signer = null) => new(new() { HttpEndpoint = Url, SignProvider = signer }, new());

    /// <summary>Lets the chain be later by this much: what was sent is irreversible.</summary>
    public void Later(TimeSpan by)
    {
        _time.Shift(by);
        _chain.FinishBlock();
        _chain.FinishBlock();
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}

/// <summary>The system's time, so much later as a test has asked for.</summary>
sealed class ShiftedTime : TimeProvider
{
    long _ticks;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));
}
