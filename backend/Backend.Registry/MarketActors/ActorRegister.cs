using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Registry.MarketActors;

/// <summary>The market actors that the supplier has named: the MaStR has no names of persons.</summary>
public sealed class ActorRegister(IDocumentStore store)
{
    public static Guid IdOf(string number) => StreamKey.For("market-actor", number);

    /// <summary>The same name again changes nothing.</summary>
    public Task EnterAsync(MarketActorEntered entered, CancellationToken cancellation) => store.WriteAsync(
        [$"actor/{entered.Number}"],
        async session =>
        {
            var stream = await session.Events.FetchForWriting<KnownActor>(IdOf(entered.Number), cancellation);
            if (stream.Aggregate?.Name != entered.Name)
            {
                stream.AppendOne(entered);
            }
        },
        cancellation);

    /// <summary>A page of actors in the order of their numbers.</summary>
    public async Task<IReadOnlyList<KnownActor>> ListAsync(string after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<KnownActor>().MatchesSql($"data ->> 'number' > {after}").OrderBySql("data ->> 'number'").Take(size).ToListAsync(cancellation);
    }
}
