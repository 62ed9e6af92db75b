using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Customers;

/// <summary>The supplier's customers: who trades which units in which balancing group.</summary>
public sealed partial class CustomerRegister(IDocumentStore store, TimeProvider time)
{
    /// <summary>Enters or changes a customer. The same content again changes nothing.</summary>
    /// <exception cref="RegistryException">The id is malformed, a unit is not in the register, or another customer has it.</exception>
    public async Task RegisterAsync(CustomerRegistered registration, CancellationToken cancellation)
    {
        if (!IdForm.IsMatch(registration.CustomerId))
        {
            throw new RegistryException(
                RegistryError.CustomerIdInvalid, registration.CustomerId, $"'{registration.CustomerId}' cannot be a customer's id: write 1 to 32 letters, digits and dashes, for example C-0001.");
        }

        if (string.IsNullOrWhiteSpace(registration.BalancingGroup))
        {
            throw new RegistryException(RegistryError.BalancingGroupMissing, registration.CustomerId, $"{registration.CustomerId} needs a balancing group.");
        }

        await KnownUnits.MustExistAsync(store, registration.UnitNumbers, cancellation);
        await store.WriteAsync(
            [RegisterWrites.Customer(registration.CustomerId), .. registration.UnitNumbers.Select(RegisterWrites.Unit)],
            async session =>
            {
                foreach (var unit in registration.UnitNumbers)
                {
                    await CheckFreeAsync(session, registration.CustomerId, unit, Timeslot.Containing(time.GetUtcNow()), cancellation);
                }

                var stream = await session.Events.FetchForWriting<Customer>(IdOf(registration.CustomerId), cancellation);
                if (stream.Aggregate is not { } customer || !IsSame(customer, registration))
                {
                    stream.AppendOne(registration);
                }
            },
            cancellation);
    }

    public async Task<Customer?> FindAsync(string customerId, CancellationToken cancellation)
    {
        if (!IdForm.IsMatch(customerId))
        {
            return null;
        }

        await using var session = store.QuerySession();
        return await session.LoadAsync<Customer>(IdOf(customerId), cancellation);
    }

    public async Task<IReadOnlyList<Customer>> ListAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Customer>().OrderBySql("data ->> 'customerId', id").ToListAsync(cancellation);
    }

    /// <summary>A page of customers in the order of their ids.</summary>
    /// <param name="after">The last id of the page before; empty for the first page.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<Customer>> ListAsync(string after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Customer>().MatchesSql($"data ->> 'customerId' > {after}").OrderBySql("data ->> 'customerId', id").Take(size).ToListAsync(cancellation);
    }

    /// <summary>Those who are registered with one of these units.</summary>
    public async Task<IReadOnlyList<Customer>> HoldersAsync(IReadOnlyCollection<string> unitNumbers, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Customer>().MatchesSql($"data -> 'unitNumbers' ?| {unitNumbers.ToArray()}").ToListAsync(cancellation);
    }

    public static Guid IdOf(string customerId) => StreamKey.For("customer", customerId);

    internal static RegistryException Unknown(string customerId) => new(RegistryError.CustomerUnknown, customerId, $"There is no customer {customerId}: register it first (RegisterCustomer).");

    /// <summary>Neither by registration nor by a contract that holds or will hold is the unit another's.</summary>
    internal static async Task CheckFreeAsync(IQuerySession session, string customerId, string unitNumber, Timeslot now, CancellationToken cancellation)
    {
        var holders = await session.Query<Customer>().Containing(new { unitNumbers = new[] { unitNumber } }).ToListAsync(cancellation);
        if (holders.FirstOrDefault(holder => holder.CustomerId != customerId) is { } other)
        {
            throw new RegistryException(
                RegistryError.UnitTaken, unitNumber, $"The unit {unitNumber} belongs to the customer {other.CustomerId}: take it from there first.");
        }

        var contracts = await ContractRegister.OfUnitAsync(session, unitNumber, cancellation);
        if (contracts.FirstOrDefault(contract => contract.CustomerId != customerId && (contract.Until is null || contract.Until > now)) is { } contracted)
        {
            throw new RegistryException(
                RegistryError.UnitTaken, unitNumber, $"The unit {unitNumber} is in the contract {contracted.Id} of the customer {contracted.CustomerId}: end that one first (EndContract).");
        }
    }

    static bool IsSame(Customer customer, CustomerRegistered registration) =>
        customer.DisplayName == registration.DisplayName && customer.BalancingGroup == registration.BalancingGroup
        && customer.Marketing == registration.Marketing && customer.UnitNumbers.SequenceEqual(registration.UnitNumbers, StringComparer.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex IdForm { get; }
}
