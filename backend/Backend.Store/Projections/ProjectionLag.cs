namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>How far an asynchronous projection is behind.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Sequence">The number up to which it has taken in the events.</param>
/// <param name="HighWater">The last number drawn; above <paramref name="Sequence"/> there need not be an event of its types.</param>
/// <param name="Waiting">Since when the oldest event waits that it has not taken in; null if there is none.</param>
/// <param name="DeadLetters">Events that it left out.</param>
public sealed record ProjectionLag(string Name, long Sequence, long HighWater, TimeSpan? Waiting, long DeadLetters);
