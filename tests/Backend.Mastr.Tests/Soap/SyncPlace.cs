using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

/// <summary>One database for all tests of the sync, which follow one another.</summary>
public sealed class SyncPlace(MastrDatabase database) : IAsyncLifetime
{
    DocumentStore? _store;

    public DocumentStore Store => _store!;

    public async ValueTask InitializeAsync() => _store = await database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SyncGroup : ICollectionFixture<SyncPlace>
{
    public const string Name = "sync";
}
