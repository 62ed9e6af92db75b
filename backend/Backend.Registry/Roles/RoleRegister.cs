using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;
using CallerRole = LocalEnergyMarket.Protos.V1.CallerRole;

namespace LocalEnergyMarket.Backend.Registry.Roles;

/// <summary>Who has which role, given by whom and why.</summary>
public sealed class RoleRegister(IDocumentStore store)
{
    /// <summary>In the transaction that changes a role: whoever listens hears of it when it is committed.</summary>
    public const string Channel = "lem_roles";

    public static Guid IdOf(SubjectKind kind, string name) => StreamKey.For("role", kind.ToString(), name);

    /// <exception cref="RegistryException">There is no such caller or customer, the role does not fit, or it is the last operator.</exception>
    public Task GrantAsync(RoleGranted granted, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Roles],
        async session =>
        {
            var events = RoleRules.Grant(granted, await AllAsync(session, cancellation));
            if (granted.CustomerId.Length > 0 && await session.LoadAsync<Customer>(CustomerRegister.IdOf(granted.CustomerId), cancellation) is null)
            {
                throw CustomerRegister.Unknown(granted.CustomerId);
            }

            await AppendAsync(session, IdOf(granted.Kind, granted.Name), events, cancellation);
        },
        cancellation);

    /// <exception cref="RegistryException">There is no such caller or user, or it is the last operator.</exception>
    public Task RevokeAsync(RoleRevoked revoked, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Roles],
        async session => await AppendAsync(session, IdOf(revoked.Kind, revoked.Name), RoleRules.Revoke(revoked, await AllAsync(session, cancellation)), cancellation),
        cancellation);

    /// <summary>Takes over what the access file says; every backend does so when it starts.</summary>
    public Task TakeOverAsync(IReadOnlyDictionary<string, FiledRole> file, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Roles],
        async session =>
        {
            foreach (var change in RoleRules.TakeOver(file, await AllAsync(session, cancellation)))
            {
                await AppendAsync(session, IdOf(SubjectKind.Caller, change is RoleGranted granted ? granted.Name : ((RoleRevoked)change).Name), [change], cancellation);
            }
        },
        cancellation);

    /// <summary>All callers' roles.</summary>
    public async Task<IReadOnlyList<SubjectRole>> CallersAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<SubjectRole>().Containing(new { kind = SubjectKind.Caller }).ToListAsync(cancellation);
    }

    /// <summary>A page of roles in the order of kind and name.</summary>
    /// <param name="role">Only those in this role; all if it is unspecified.</param>
    /// <param name="after">Kind and name of the last one of the page before; null for the first page.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<SubjectRole>> ListAsync(CallerRole role, (SubjectKind Kind, string Name)? after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var query = session.Query<SubjectRole>().OrderBySql("data ->> 'kind', data ->> 'name'").Take(size);
        query = role == CallerRole.Unspecified ? query : query.Containing(new { role });
        return await (after is { } last ? query.MatchesSql($"(data ->> 'kind', data ->> 'name') > ({last.Kind.ToString()}, {last.Name})") : query).ToListAsync(cancellation);
    }

    static Task<IReadOnlyList<SubjectRole>> AllAsync(IDocumentSession session, CancellationToken cancellation) => session.Query<SubjectRole>().ToListAsync(cancellation);

    static async Task AppendAsync(IDocumentSession session, Guid id, IReadOnlyList<object> events, CancellationToken cancellation)
    {
        if (events.Count > 0)
        {
            (await session.Events.FetchForWriting<SubjectRole>(id, cancellation)).AppendMany(events);
            session.QueueSqlCommand($"select pg_notify('{Channel}', '')");
        }
    }
}
