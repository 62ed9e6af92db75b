namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>
/// An event that a projection could not take in, left out so that the projection goes on: a document of Marten's shape, to be queried like
/// any other. Whoever has put right what was wrong rebuilds the projection and deletes it.
/// </summary>
/// <param name="Id">Of this note, not of the event.</param>
/// <param name="ProjectionName">The projection that left it out.</param>
/// <param name="ShardName">The projection's part; always <c>All</c>.</param>
/// <param name="Timestamp">When it was left out.</param>
/// <param name="ExceptionType">What the projection failed with.</param>
/// <param name="ExceptionMessage">What it said.</param>
/// <param name="EventSequence">The event's number among all.</param>
public sealed record DeadLetterEvent(
    Guid Id, string ProjectionName, string ShardName, DateTimeOffset Timestamp, string ExceptionType, string ExceptionMessage, long EventSequence)
{
    internal const string MartenName = "JasperFx.Events.Daemon.DeadLetterEvent";
}
