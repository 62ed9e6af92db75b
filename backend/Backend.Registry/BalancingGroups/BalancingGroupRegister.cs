using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Registry.BalancingGroups;

/// <summary>The balancing groups that somebody entered. Those of configured markets are known besides.</summary>
public sealed class BalancingGroupRegister(IDocumentStore store)
{
    public static Guid IdOf(string eic) => StreamKey.For("balancing-group", eic);

    /// <exception cref="RegistryException">The EIC is wrong, the name on the chain is another group's, or the group was closed.</exception>
    public Task EnterAsync(BalancingGroupEntered entered, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.BalancingGroups, RegisterWrites.BalancingGroup(entered.Eic)],
        async session =>
        {
            var stream = await session.Events.FetchForWriting<BalancingGroup>(IdOf(entered.Eic), cancellation);
            stream.AppendMany(BalancingGroupRules.Enter(stream.Aggregate, entered, await session.Query<BalancingGroup>().ToListAsync(cancellation)));
        },
        cancellation);

    /// <exception cref="RegistryException">There is no such group, or contracts reach beyond the timeslot.</exception>
    public Task CloseAsync(BalancingGroupClosed closed, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.BalancingGroup(closed.Eic)],
        async session =>
        {
            var stream = await session.Events.FetchForWriting<BalancingGroup>(IdOf(closed.Eic), cancellation);
            var contracts = await session.Query<Contract>().Containing(new { balancingGroup = closed.Eic }).ToListAsync(cancellation);
            stream.AppendMany(BalancingGroupRules.Close(stream.Aggregate, closed, contracts));
        },
        cancellation);

    public async Task<BalancingGroup?> FindAsync(string eic, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<BalancingGroup>(IdOf(eic), cancellation);
    }

    /// <summary>A page of groups in the order of their EICs (by code point).</summary>
    public async Task<IReadOnlyList<BalancingGroup>> ListAsync(string after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<BalancingGroup>().MatchesSql($"data ->> 'eic' collate \"C\" > {after}").OrderBySql("data ->> 'eic' collate \"C\"").Take(size).ToListAsync(cancellation);
    }
}
