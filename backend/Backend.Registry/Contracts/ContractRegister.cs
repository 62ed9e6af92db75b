using LocalEnergyMarket.Backend.Registry.BalancingGroups;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Contracts;

/// <summary>Which contracts are wanted; what is null is not asked for.</summary>
public sealed record ContractFilter(string? CustomerId, string? UnitNumber, Timeslot? Timeslot);

/// <summary>The contracts with customers on their units.</summary>
/// <param name="store">The store.</param>
/// <param name="time">The market's clock.</param>
/// <param name="markets">The balancing groups of configured markets: known without being entered.</param>
public sealed class ContractRegister(IDocumentStore store, TimeProvider time, KnownMarkets markets)
{
    /// <summary>So many are looked up one by one in the index; more of them by one look at all contracts.</summary>
    const int FewUnits = 16;

    /// <summary>Concludes a contract; the same one again changes nothing.</summary>
    /// <exception cref="RegistryException">What it names does not exist, it does not hold together, or it contradicts another; or the id is another contract's.</exception>
    public async Task<Contract> ConcludeAsync(Guid id, ContractConcluded concluded, CancellationToken cancellation)
    {
        await KnownUnits.MustExistAsync(store, concluded.UnitNumbers, cancellation);
        return await store.WriteAsync(Subjects(id, concluded), session => ConcludeAsync(session, id, concluded, cancellation), cancellation);
    }

    static string[] Subjects(Guid id, ContractConcluded concluded) =>
    [
        RegisterWrites.Contract(id), RegisterWrites.Customer(concluded.CustomerId), RegisterWrites.BalancingGroup(concluded.BalancingGroup),
        .. concluded.UnitNumbers.Select(RegisterWrites.Unit),
    ];

    async Task<Contract> ConcludeAsync(IDocumentSession session, Guid id, ContractConcluded concluded, CancellationToken cancellation)
    {
        if (await session.LoadAsync<Contract>(id, cancellation) is { } known)
        {
            return IsSame(await FirstAsync(session, id, cancellation), concluded) ? known : throw new RegistryException(
                RegistryError.IdTaken, $"{id}", $"The id {id} was used for another contract, of {known.CustomerId} from {known.From} on. Choose another.");
        }

        if (await session.Events.FetchStreamStateAsync(id, cancellation) is not null)
        {
            throw new RegistryException(RegistryError.IdTaken, $"{id}", $"The id {id} is something else's. Choose another.");
        }

        if (await session.LoadAsync<Customer>(CustomerRegister.IdOf(concluded.CustomerId), cancellation) is null)
        {
            throw CustomerRegister.Unknown(concluded.CustomerId);
        }

        await CheckGroupAsync(session, concluded, cancellation);
        var others = await MeetingAsync(session, concluded.CustomerId, concluded.UnitNumbers, cancellation);
        var events = ContractRules.Conclude(concluded, others, time.GetUtcNow());
        foreach (var unit in concluded.UnitNumbers)
        {
            await CheckRegistrationAsync(session, concluded, unit, others, cancellation);
        }

        session.Events.StartStream<Contract>(id, events);
        return Contract.Of(id, concluded);
    }

    /// <exception cref="RegistryException">There is no such contract, or it is too late.</exception>
    public Task<Contract> EndAsync(Guid id, ContractEnded ended, CancellationToken cancellation) =>
        ChangeAsync(id, contract => ContractRules.End(contract, ended, time.GetUtcNow()), contract => contract.With(ended, time.GetUtcNow()), cancellation);

    /// <exception cref="RegistryException">There is no such contract, it is too late, or the payment does not fit.</exception>
    public Task<Contract> ChangeMarketingAsync(Guid id, MarketingChanged changed, CancellationToken cancellation) =>
        ChangeAsync(id, contract => ContractRules.ChangeMarketing(contract, changed, time.GetUtcNow()), contract => contract.With(changed), cancellation);

    /// <summary>A page of contracts, ordered by when they begin.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="RegistryException">There is no contract to go on after.</exception>
    public async Task<IReadOnlyList<Contract>> ListAsync(ContractFilter filter, Guid? after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var query = session.Query<Contract>().OrderBySql("(data ->> 'from')::bigint, id").Take(size);
        query = filter.CustomerId is { } customer ? query.Containing(new { customerId = customer }) : query;
        query = filter.UnitNumber is { } unit ? query.Containing(new { units = new[] { new { unitNumber = unit } } }) : query;
        if (filter.Timeslot is { } timeslot)
        {
            var slot = timeslot.StartUnixSeconds;
            query = query.MatchesSql($"(data ->> 'from')::bigint <= {slot} and coalesce((data ->> 'until')::bigint, 9223372036854775807) > {slot}");
            if (filter.UnitNumber is { } held)
            {
                query = query.MatchesSql($"exists (select from jsonb_array_elements(data -> 'units') u where u ->> 'unitNumber' = {held} and (u ->> 'from')::bigint <= {slot})");
            }
        }

        if (after is { } id)
        {
            var last = await session.LoadAsync<Contract>(id, cancellation) ?? throw Unknown(id);
            query = query.MatchesSql($"((data ->> 'from')::bigint, id) > ({last.From.StartUnixSeconds}, {id})");
        }

        return await query.ToListAsync(cancellation);
    }

    /// <summary>Whose all units are in a timeslot.</summary>
    public async Task<UnitAssignments> AssignmentsAsync(Timeslot timeslot, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return new(timeslot, await session.Query<Customer>().ToListAsync(cancellation), await session.Query<Contract>().ToListAsync(cancellation));
    }

    /// <summary>Whose a unit is in a timeslot; null: nobody's.</summary>
    public async Task<UnitAssignment?> AssignmentAsync(string unitNumber, Timeslot timeslot, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var registered = await session.Query<Customer>().Containing(new { unitNumbers = new[] { unitNumber } }).ToListAsync(cancellation);
        return new UnitAssignments(timeslot, registered, await OfUnitAsync(session, unitNumber, cancellation)).Of(unitNumber);
    }

    /// <summary>The customer as it trades in a timeslot; null: there is none.</summary>
    public async Task<Customer?> TraderAsync(string customerId, Timeslot timeslot, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Customer>(CustomerRegister.IdOf(customerId), cancellation) is { } customer
            ? new UnitAssignments(timeslot, [customer], await MeetingAsync(session, customerId, customer.UnitNumbers, cancellation)).Trader(customer)
            : null;
    }

    /// <summary>A unit comes into a contract by a claim, in the claim's transaction.</summary>
    internal static async Task AddUnitAsync(IDocumentSession session, Contract contract, ContractUnitAdded added, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Contract>(contract.Id, cancellation);
        stream.AppendMany(ContractRules.AddUnit(stream.Aggregate!, added, await OfUnitAsync(session, added.UnitNumber, cancellation)));
    }

    internal static Task<IReadOnlyList<Contract>> OfUnitAsync(IQuerySession session, string unitNumber, CancellationToken cancellation) =>
        session.Query<Contract>().Containing(new { units = new[] { new { unitNumber } } }).ToListAsync(cancellation);

    internal static Task<IReadOnlyList<Contract>> OfCustomerAsync(IQuerySession session, string customerId, CancellationToken cancellation) =>
        session.Query<Contract>().Containing(new { customerId }).ToListAsync(cancellation);

    internal static RegistryException Unknown(Guid id) => new(RegistryError.ContractUnknown, $"{id}", $"There is no contract {id}.");

    /// <summary>Contracts of the customer, and all that ever had one of the units.</summary>
    static async Task<IReadOnlyCollection<Contract>> MeetingAsync(IQuerySession session, string customerId, IEnumerable<string> units, CancellationToken cancellation)
    {
        var contracts = new List<Contract>(await OfCustomerAsync(session, customerId, cancellation));
        string[] all = [.. units.Concat(contracts.SelectMany(contract => contract.Units).Select(unit => unit.UnitNumber)).Distinct(StringComparer.Ordinal)];
        if (all.Length > FewUnits)
        {
            contracts.AddRange(await session.Query<Contract>()
                .MatchesSql($"exists (select from jsonb_array_elements(data -> 'units') u where u ->> 'unitNumber' = any ({all}))").ToListAsync(cancellation));
        }
        else
        {
            foreach (var unit in all)
            {
                contracts.AddRange(await OfUnitAsync(session, unit, cancellation));
            }
        }

        return [.. contracts.DistinctBy(contract => contract.Id)];
    }

    Task<Contract> ChangeAsync(Guid id, Func<Contract, IReadOnlyList<object>> decide, Func<Contract, Contract> after, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Contract(id)],
        async session =>
        {
            var stream = await session.Events.FetchForWriting<Contract>(id, cancellation);
            var contract = stream.Aggregate ?? throw Unknown(id);
            var events = decide(contract);
            stream.AppendMany(events);
            return events.Count == 0 ? contract : after(contract);
        },
        cancellation);

    async Task CheckGroupAsync(IDocumentSession session, ContractConcluded concluded, CancellationToken cancellation)
    {
        var group = await session.LoadAsync<BalancingGroup>(BalancingGroupRegister.IdOf(concluded.BalancingGroup), cancellation);
        if (group is null && !markets.Contains(concluded.BalancingGroup))
        {
            throw new RegistryException(
                RegistryError.BalancingGroupUnknown, concluded.BalancingGroup, $"There is no balancing group {concluded.BalancingGroup}: enter it first (EnterBalancingGroup).");
        }

        if (group?.ClosedFrom is { } closed && (concluded.Until is null || concluded.Until > closed))
        {
            throw new RegistryException(
                RegistryError.BalancingGroupConflict, concluded.BalancingGroup, $"The balancing group {concluded.BalancingGroup} is closed from {closed} on: the contract must end before.");
        }
    }

    /// <summary>Until its first contract begins, a unit is whose registration has it: nobody else may conclude that one.</summary>
    static async Task CheckRegistrationAsync(
        IDocumentSession session, ContractConcluded concluded, string unit, IReadOnlyCollection<Contract> others, CancellationToken cancellation)
    {
        if (others.Any(contract => contract.Units.Any(known => known.UnitNumber == unit)))
        {
            return;
        }

        var holders = await session.Query<Customer>().Containing(new { unitNumbers = new[] { unit } }).ToListAsync(cancellation);
        if (holders.FirstOrDefault(holder => holder.CustomerId != concluded.CustomerId) is { } other)
        {
            throw new RegistryException(
                RegistryError.UnitTaken, unit, $"The unit {unit} belongs to the customer {other.CustomerId}: take it from there first (RegisterCustomer).");
        }
    }

    static async Task<ContractConcluded> FirstAsync(IDocumentSession session, Guid id, CancellationToken cancellation) =>
        (ContractConcluded)(await session.Events.FetchStreamAsync(id, 1, cancellation))[0].Data;

    static bool IsSame(ContractConcluded known, ContractConcluded concluded) =>
        known with { UnitNumbers = concluded.UnitNumbers, By = concluded.By } == concluded && known.UnitNumbers.SequenceEqual(concluded.UnitNumbers, StringComparer.Ordinal);
}
