using LocalEnergyMarket.Connectivity.Tests.Parts;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Connectivity.Tests.SharedSite))]

// They wait far more than they compute.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>
/// One backend and database, and enrolled boxes of which each test takes the next; tests run beside one another, so none may stop the backend. It
/// starts with the first that needs it.
/// </summary>
public sealed class SharedSite : IAsyncLifetime
{
    const int Boxes = 8;

    readonly Lazy<Task<Site>> _site = new(() => Site.StartAsync(Boxes, meters: 2, factor: 5, CancellationToken.None));
    int _taken;

    /// <summary>A box with two numbered meters that was not started yet.</summary>
    internal async Task<(Site Site, TestBox Box)> NextBoxAsync()
    {
        var site = await _site.Value;
        return (site, site.Boxes[Interlocked.Increment(ref _taken) - 1]);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_site is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _site.Value).DisposeAsync();
        }
    }
}
