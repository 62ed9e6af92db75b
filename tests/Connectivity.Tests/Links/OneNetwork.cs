namespace LocalEnergyMarket.Connectivity.Tests.Links;

/// <summary>Tests with a <see cref="BoxNetwork"/>: one after the other, for its addresses are fixed.</summary>
[CollectionDefinition]
public sealed class OneNetwork;
