namespace LocalEnergyMarket.Protos.Clients.Tests.TypeScript;

/// <summary>The package is built once for all of these tests.</summary>
[CollectionDefinition]
public sealed class OneConsumer : ICollectionFixture<Consumer>;
