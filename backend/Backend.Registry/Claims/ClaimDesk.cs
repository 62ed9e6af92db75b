using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Claims;

/// <summary>Customers' claims on units.</summary>
public sealed class ClaimDesk(IDocumentStore store, ClaimOptions options, TimeProvider time)
{
    TimeSpan Validity => TimeSpan.FromDays(options.ValidityDays);

    /// <summary>A customer claims a unit; the same claim again changes nothing.</summary>
    /// <exception cref="RegistryException">Customer or unit do not exist, the operator is another, the unit is out of operation, or somebody has or claims it.</exception>
    public async Task<UnitClaim> ClaimAsync(Guid id, string customerId, string unitNumber, string operatorNumber, Actor by, CancellationToken cancellation)
    {
        var unit = await KnownUnits.MustExistAsync(store, unitNumber, cancellation);
        var claimed = new UnitClaimed(customerId, unitNumber, operatorNumber, time.GetUtcNow() + Validity, by);
        return await store.WriteAsync(
            [RegisterWrites.Claim(id), RegisterWrites.Customer(customerId), RegisterWrites.Unit(unitNumber)], session => ClaimAsync(session, id, claimed, unit, cancellation), cancellation);
    }

    async Task<UnitClaim> ClaimAsync(IDocumentSession session, Guid id, UnitClaimed claimed, Unit unit, CancellationToken cancellation)
    {
        var (customerId, unitNumber, now) = (claimed.CustomerId, claimed.UnitNumber, time.GetUtcNow());
        if (await session.LoadAsync<UnitClaim>(id, cancellation) is { } known)
        {
            return known.CustomerId == customerId && known.UnitNumber == unitNumber && known.OperatorNumber == claimed.OperatorNumber ? known.AsOf(now) : throw new RegistryException(
                RegistryError.IdTaken, $"{id}", $"The id {id} was used for another claim. Choose another.");
        }

        if (await session.Events.FetchStreamStateAsync(id, cancellation) is not null)
        {
            throw new RegistryException(RegistryError.IdTaken, $"{id}", $"The id {id} is something else's. Choose another.");
        }

        var customer = await session.LoadAsync<Customer>(CustomerRegister.IdOf(customerId), cancellation) ?? throw CustomerRegister.Unknown(customerId);
        var others = await session.Query<UnitClaim>().MatchesSql($"unit_number = {unitNumber}").ToListAsync(cancellation);
        var events = ClaimRules.Claim(claimed, unit.OperatorNumber, KnownUnits.Deactivation(unit), others, now);
        if (customer.UnitNumbers.Contains(unitNumber, StringComparer.Ordinal))
        {
            throw new RegistryException(RegistryError.UnitClaimedByAnother, unitNumber, $"The unit {unitNumber} is yours already.");
        }

        await CheckFreeAsync(session, customerId, unitNumber, now, cancellation);
        foreach (var other in others)
        {
            await AppendAsync(session, other.Id, claim => ClaimRules.Lapse(claim, now), cancellation);
        }

        session.Events.StartStream<UnitClaim>(id, events);
        return UnitClaim.Of(id, claimed, now);
    }

    /// <summary>Issues a code; it is shown once.</summary>
    /// <exception cref="RegistryException">There is no such claim, or it is proven or closed.</exception>
    public async Task<(string Code, DateTimeOffset ValidUntil)> IssueCodeAsync(Guid id, Actor by, CancellationToken cancellation)
    {
        var (code, salt, hash) = OwnershipCode.Create();
        var issued = new OwnershipCodeIssued(salt, hash, time.GetUtcNow() + Validity, options.Attempts, by);
        await DecideAsync(id, null, claim => ClaimRules.IssueCode(claim, issued), cancellation);
        return (code, issued.ValidUntil);
    }

    /// <summary>The customer shows the code. Configured so, the claim is approved then, unless somebody has the unit meanwhile: then staff decides.</summary>
    /// <exception cref="RegistryException">The customer has no such claim, the code is wrong, or there is none to be shown.</exception>
    public async Task<UnitClaim> ConfirmAsync(Guid id, string customerId, string code, Actor by, CancellationToken cancellation)
    {
        var claim = await DecideAsync(id, customerId, claim => ClaimRules.Confirm(claim, (salt, hash) => OwnershipCode.Matches(code, salt, hash), by), cancellation);
        if (claim.State == ClaimState.CodeIssued)
        {
            throw new RegistryException(
                RegistryError.OwnershipCodeWrong, $"{claim.AttemptsLeft}",
                claim.AttemptsLeft > 0 ? $"The code is wrong: look at the letter again. {claim.AttemptsLeft} tries are left." : "The code is wrong, and it was the last try: ask the supplier for another one.");
        }

        if (!options.Automatic || claim.State != ClaimState.Proven)
        {
            return claim;
        }

        try
        {
            return await ApproveAsync(id, "the customer had the code", null, Actor.Rule, cancellation);
        }
        catch (RegistryException e) when (e.Error is RegistryError.UnitTaken or RegistryError.ContractOverlaps or RegistryError.ContractNotChangeable)
        {
            return claim;
        }
    }

    /// <summary>Staff decides. Approved, the unit is the customer's, and in the contract named, or in the only one that the customer has.</summary>
    /// <exception cref="RegistryException">There is no such claim or contract, it is not proven, or somebody else has the unit meanwhile.</exception>
    public Task<UnitClaim> ReviewAsync(Guid id, bool approve, string reason, Guid? contractId, Actor by, CancellationToken cancellation) => approve
        ? ApproveAsync(id, reason, contractId, by, cancellation)
        : DecideAsync(id, null, claim => ClaimRules.Review(claim, approve: false, reason, null, by), cancellation);

    /// <param name="id">Which.</param>
    /// <param name="customerId">Only this customer's; null: anybody's.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RegistryException">There is no such claim, or it is closed.</exception>
    public Task<UnitClaim> WithdrawAsync(Guid id, string? customerId, Actor by, CancellationToken cancellation) =>
        DecideAsync(id, customerId, claim => ClaimRules.Withdraw(claim, by), cancellation);

    /// <summary>A page of claims, the newest first.</summary>
    /// <param name="customerId">Only this customer's; null: anybody's.</param>
    /// <param name="unitNumber">Only on this unit; null: on any.</param>
    /// <param name="state">Only in this state; null: in any.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="RegistryException">There is no claim to go on after.</exception>
    public async Task<IReadOnlyList<UnitClaim>> ListAsync(string? customerId, string? unitNumber, ClaimState? state, Guid? after, int size, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var session = store.QuerySession();
        var query = session.Query<UnitClaim>().OrderBySql("(data ->> 'claimedAt')::timestamptz desc, id desc").Take(size);
        query = customerId is null ? query : query.MatchesSql($"customer_id = {customerId}");
        query = unitNumber is null ? query : query.MatchesSql($"unit_number = {unitNumber}");
        if (state is { } wanted)
        {
            var word = wanted.ToString();
            query = wanted switch
            {
                ClaimState.Expired => query.MatchesSql($"data ->> 'state' = {word} or (data ->> 'validUntil')::timestamptz <= {now}"),
                ClaimState.Claimed or ClaimState.CodeIssued => query.MatchesSql($"data ->> 'state' = {word} and (data ->> 'validUntil')::timestamptz > {now}"),
                _ => query.MatchesSql($"data ->> 'state' = {word}"),
            };
        }

        if (after is { } id)
        {
            var last = await session.LoadAsync<UnitClaim>(id, cancellation) ?? throw Unknown(id);
            query = query.MatchesSql($"((data ->> 'claimedAt')::timestamptz, id) < ({last.ClaimedAt}, {id})");
        }

        return [.. (await query.ToListAsync(cancellation)).Select(claim => claim.AsOf(now))];
    }

    async Task<UnitClaim> ApproveAsync(Guid id, string reason, Guid? contractId, Actor by, CancellationToken cancellation)
    {
        var claim = await FindAsync(id, cancellation);
        return await store.WriteAsync(
            [RegisterWrites.Claim(id), RegisterWrites.Customer(claim.CustomerId), RegisterWrites.Unit(claim.UnitNumber)],
            async session =>
            {
                var now = time.GetUtcNow();
                var stream = await session.Events.FetchForWriting<UnitClaim>(id, cancellation);
                var contract = await ContractAsync(session, claim.CustomerId, contractId, Timeslot.Containing(now).Next, cancellation);
                var events = ClaimRules.Review(stream.Aggregate!, approve: true, reason, contract?.Id, by);
                if (events.Count == 0)
                {
                    return stream.Aggregate!;
                }

                await CheckFreeAsync(session, claim.CustomerId, claim.UnitNumber, now, cancellation);
                var customer = await session.Events.FetchForWriting<Customer>(CustomerRegister.IdOf(claim.CustomerId), cancellation);
                if (!customer.Aggregate!.UnitNumbers.Contains(claim.UnitNumber, StringComparer.Ordinal))
                {
                    customer.AppendOne(new CustomerUnitAdded(claim.CustomerId, claim.UnitNumber, id, by));
                }

                if (contract is not null)
                {
                    var from = Timeslot.Containing(now).Next;
                    await ContractRegister.AddUnitAsync(session, contract, new(claim.UnitNumber, contract.From > from ? contract.From : from, by), cancellation);
                }

                stream.AppendMany(events);
                return stream.Aggregate!.Closed(ClaimState.Approved, now, reason.Trim());
            },
            cancellation);
    }

    static async Task<Contract?> ContractAsync(IDocumentSession session, string customerId, Guid? contractId, Timeslot next, CancellationToken cancellation)
    {
        var running = (await ContractRegister.OfCustomerAsync(session, customerId, cancellation)).Where(contract => contract.Until is null || contract.Until > next).ToList();
        return contractId is { } id ? running.FirstOrDefault(contract => contract.Id == id) ?? throw ContractRegister.Unknown(id)
            : running.Count == 1 ? running[0]
            : null;
    }

    static Task CheckFreeAsync(IDocumentSession session, string customerId, string unitNumber, DateTimeOffset now, CancellationToken cancellation) =>
        CustomerRegister.CheckFreeAsync(session, customerId, unitNumber, Timeslot.Containing(now), cancellation);

    async Task<UnitClaim> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<UnitClaim>(id, cancellation) ?? throw Unknown(id);
    }

    /// <summary>What has lapsed is written down as expired, and refused then.</summary>
    async Task<UnitClaim> DecideAsync(Guid id, string? customerId, Func<UnitClaim, IReadOnlyList<object>> decide, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var lapsed = false;
        var after = await store.WriteAsync(
            [RegisterWrites.Claim(id)],
            session => AppendAsync(
                session,
                id,
                claim =>
                {
                    if (customerId is not null && claim.CustomerId != customerId)
                    {
                        throw Unknown(id);
                    }

                    lapsed = claim.HasLapsed(now);
                    return lapsed ? ClaimRules.Lapse(claim, now) : decide(claim);
                },
                cancellation),
            cancellation);
        return lapsed
            ? throw new RegistryException(RegistryError.OwnershipCodeExpired, $"{id}", $"The claim {id} has expired: claim the unit again.")
            : after;
    }

    async Task<UnitClaim> AppendAsync(IDocumentSession session, Guid id, Func<UnitClaim, IReadOnlyList<object>> decide, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<UnitClaim>(id, cancellation);
        var claim = stream.Aggregate ?? throw Unknown(id);
        var events = decide(claim);
        stream.AppendMany(events);
        return events.Aggregate(claim, (state, e) => e switch
        {
            OwnershipCodeIssued issued => state.With(issued),
            WrongCodeGiven => state.WithWrongCode(),
            OwnershipProven => state.Proven(),
            ClaimRejected rejected => state.Closed(ClaimState.Rejected, time.GetUtcNow(), rejected.Reason),
            ClaimExpired => state.Closed(ClaimState.Expired, time.GetUtcNow(), ""),
            ClaimWithdrawn => state.Closed(ClaimState.Withdrawn, time.GetUtcNow(), ""),
            _ => state,
        });
    }

    static RegistryException Unknown(Guid id) => new(RegistryError.ClaimUnknown, $"{id}", $"There is no claim {id}.");
}
