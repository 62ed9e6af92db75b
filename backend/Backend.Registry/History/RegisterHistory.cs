using LocalEnergyMarket.Backend.Registry.BalancingGroups;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.MarketActors;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;
using RegisterObject = LocalEnergyMarket.Protos.V1.RegisterObject;

namespace LocalEnergyMarket.Backend.Registry.History;

/// <summary>Who did what to an object of the register, and when: its stream read as sentences; of a unit and a customer, the parts of all streams that are about it.</summary>
public sealed class RegisterHistory(IDocumentStore store)
{
    /// <summary>The history of an object, the newest first.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="id">Its id, number, serial number or name.</param>
    /// <param name="before">Only what lies before this place among all events.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="RegistryException">There is nothing of it.</exception>
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(RegisterObject kind, string id, long before, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var entries = kind switch
        {
            RegisterObject.Unit => await OfUnitAsync(session, id, cancellation),
            RegisterObject.Customer => await OfCustomerAsync(session, id, cancellation),
            _ => StreamOf(kind, id) is { } stream ? await OfStreamAsync(session, stream, kind, id, cancellation) : [],
        };
        return entries.Count == 0
            ? throw new RegistryException(RegistryError.NothingKnown, id, $"The register has no {Word(kind)} '{id}'.")
            : [.. entries.Where(entry => entry.Sequence < before).OrderByDescending(entry => entry.Sequence).Take(size)];
    }

    static Guid? StreamOf(RegisterObject kind, string id) => kind switch
    {
        RegisterObject.Box or RegisterObject.Contract or RegisterObject.Claim => Guid.TryParse(id, out var guid) ? guid : null,
        RegisterObject.Meter => MeterDirectory.IdOf(id),
        RegisterObject.BalancingGroup => BalancingGroupRegister.IdOf(id),
        RegisterObject.MarketActor => ActorRegister.IdOf(id),
        RegisterObject.Caller => RoleRegister.IdOf(SubjectKind.Caller, id),
        RegisterObject.PortalUser => RoleRegister.IdOf(SubjectKind.PortalUser, id),
        _ => null,
    };

    /// <summary>Of a stream of another kind under the same id nothing is shown.</summary>
    static async Task<IReadOnlyList<HistoryEntry>> OfStreamAsync(IQuerySession session, Guid stream, RegisterObject kind, string id, CancellationToken cancellation) =>
        await session.Events.FetchStreamStateAsync(stream, cancellation) is { } state && AggregateOf(kind) == state.AggregateType
            ? [.. (await session.Events.FetchStreamAsync(stream, cancellation: cancellation)).Select(e => HistoryEntry.Of(e, kind, id))]
            : [];

    static async Task<IReadOnlyList<HistoryEntry>> OfCustomerAsync(IQuerySession session, string id, CancellationToken cancellation)
    {
        var entries = new List<HistoryEntry>(await EventsAsync(session, CustomerRegister.IdOf(id), RegisterObject.Customer, id, cancellation));
        foreach (var contract in await ContractRegister.OfCustomerAsync(session, id, cancellation))
        {
            entries.AddRange(await EventsAsync(session, contract.Id, RegisterObject.Contract, $"{contract.Id}", cancellation));
        }

        foreach (var claim in await session.Query<UnitClaim>().MatchesSql($"customer_id = {id}").ToListAsync(cancellation))
        {
            entries.AddRange(await EventsAsync(session, claim.Id, RegisterObject.Claim, $"{claim.Id}", cancellation));
        }

        return entries;
    }

    static async Task<IReadOnlyList<HistoryEntry>> OfUnitAsync(IQuerySession session, string unitNumber, CancellationToken cancellation)
    {
        var entries = new List<HistoryEntry>();
        foreach (var meter in await session.Query<Meter>().Containing(new { links = new[] { new { unitNumber } } }).ToListAsync(cancellation))
        {
            var events = await session.Events.FetchStreamAsync(meter.Id, cancellation: cancellation);
            entries.AddRange(LinksTo(unitNumber, events).Select(e => HistoryEntry.Of(e, RegisterObject.Meter, meter.Serial)));
        }

        foreach (var contract in await ContractRegister.OfUnitAsync(session, unitNumber, cancellation))
        {
            entries.AddRange(await EventsAsync(session, contract.Id, RegisterObject.Contract, $"{contract.Id}", cancellation));
        }

        foreach (var claim in await session.Query<UnitClaim>().MatchesSql($"unit_number = {unitNumber}").ToListAsync(cancellation))
        {
            entries.AddRange(await EventsAsync(session, claim.Id, RegisterObject.Claim, $"{claim.Id}", cancellation));
        }

        var holders = await session.Query<Customer>()
            .MatchesSql($"data -> 'unitNumbers' @> to_jsonb({unitNumber}::text) or data -> 'formerUnits' @> to_jsonb({unitNumber}::text)").ToListAsync(cancellation);
        foreach (var customer in holders)
        {
            var events = await session.Events.FetchStreamAsync(customer.Id, cancellation: cancellation);
            entries.AddRange(RegistrationsWith(unitNumber, events).Select(e => HistoryEntry.Of(e, RegisterObject.Customer, customer.CustomerId)));
        }

        return entries;
    }

    /// <summary>Of a meter's events those that begin and end its links to a unit.</summary>
    static IEnumerable<IEvent> LinksTo(string unitNumber, IEnumerable<IEvent> events)
    {
        var measured = "";
        foreach (var e in events)
        {
            measured = e.Data is MeterLinkBegan began ? began.UnitNumber : measured;
            if (e.Data is MeterLinkBegan or MeterLinkEnded && measured == unitNumber)
            {
                yield return e;
            }
        }
    }

    /// <summary>Of a customer's events those that give or take a unit.</summary>
    static IEnumerable<IEvent> RegistrationsWith(string unitNumber, IEnumerable<IEvent> events)
    {
        var had = false;
        foreach (var e in events)
        {
            var has = e.Data switch
            {
                CustomerRegistered registered => registered.UnitNumbers.Contains(unitNumber, StringComparer.Ordinal),
                CustomerUnitAdded added => had || added.UnitNumber == unitNumber,
                _ => had,
            };
            if (has != had)
            {
                yield return e;
            }

            had = has;
        }
    }

    static async Task<IEnumerable<HistoryEntry>> EventsAsync(IQuerySession session, Guid stream, RegisterObject kind, string id, CancellationToken cancellation) =>
        (await session.Events.FetchStreamAsync(stream, cancellation: cancellation)).Select(e => HistoryEntry.Of(e, kind, id));

    static string AggregateOf(RegisterObject kind) => kind switch
    {
        RegisterObject.Caller or RegisterObject.PortalUser => "subjectrole",
        RegisterObject.Claim => "unitclaim",
        RegisterObject.MarketActor => "knownactor",
        _ => kind.ToString().ToLowerInvariant(),
    };

    static string Word(RegisterObject kind) => kind switch
    {
        RegisterObject.BalancingGroup => "balancing group",
        RegisterObject.MarketActor => "market actor",
        RegisterObject.PortalUser => "user of the portal",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
