using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Registry.Units;

/// <summary>The units as imported.</summary>
public sealed class UnitRegister(IDocumentStore store)
{
    public async Task<Unit?> FindAsync(string unitNumber, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Unit>(unitNumber, cancellation);
    }

    /// <summary>Those of these numbers that there are.</summary>
    public async Task<IReadOnlyList<Unit>> FindAsync(IReadOnlyCollection<string> unitNumbers, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Unit>().MatchesSql($"id = any({unitNumbers.ToArray()})").ToListAsync(cancellation);
    }

    /// <summary>A page of units in the order of their numbers.</summary>
    /// <param name="postcode">Only units with this postcode; all if empty.</param>
    /// <param name="after">The last number of the page before; empty for the first page.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<Unit>> ListAsync(string postcode, string after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var query = session.Query<Unit>().After(after.Length == 0 ? null : after).Take(size);
        return await (postcode.Length == 0 ? query : query.MatchesSql($"postcode = {postcode}")).ToListAsync(cancellation);
    }
}
