using LocalEnergyMarket.Connectivity.Tests.Parts;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The tests of one site; each has a box of its own, one after the other.</summary>
[CollectionDefinition]
public sealed class OneSite : ICollectionFixture<SharedSite>;

/// <summary>One backend and database, and enrolled boxes of which each test takes the next.</summary>
public sealed class SharedSite : IAsyncLifetime
{
    const int Boxes = 7;

    Site? _site;
    int _taken;

    internal Site Site => _site!;

    /// <summary>A box with two numbered meters that was not started yet.</summary>
    internal TestBox NextBox() => Site.Boxes[_taken++];

    public async ValueTask InitializeAsync() => _site = await Site.StartAsync(Boxes, meters: 2, factor: 5, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }
    }
}
