using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Registry.Customers;

/// <summary>The supplier's customers: who trades which units in which balancing group.</summary>
public sealed partial class CustomerRegister(IDocumentStore store)
{
    readonly UnitRegister _units = new(store);

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

        await using var session = store.LightweightSession();
        foreach (var unit in registration.UnitNumbers)
        {
            await CheckUnitAsync(session, registration.CustomerId, unit, cancellation);
        }

        var stream = await session.Events.FetchForWriting<Customer>(IdOf(registration.CustomerId), cancellation);
        if (stream.Aggregate is not { } customer || !IsSame(customer, registration))
        {
            stream.AppendOne(registration);
            await session.SaveChangesAsync(cancellation);
        }
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

    public static Guid IdOf(string customerId) => StreamKey.For("customer", customerId);

    static bool IsSame(Customer customer, CustomerRegistered registration) =>
        customer.DisplayName == registration.DisplayName && customer.BalancingGroup == registration.BalancingGroup
        && customer.Marketing == registration.Marketing && customer.UnitNumbers.SequenceEqual(registration.UnitNumbers, StringComparer.Ordinal);

    async Task CheckUnitAsync(IDocumentSession session, string customerId, string unitNumber, CancellationToken cancellation)
    {
        if (await _units.FindAsync(unitNumber, cancellation) is null)
        {
            throw new RegistryException(
                RegistryError.UnitUnknown, unitNumber, $"There is no unit {unitNumber} in the register: import the MaStR export that has it first.");
        }

        var holders = await session.Query<Customer>().Containing(new { unitNumbers = new[] { unitNumber } }).ToListAsync(cancellation);
        if (holders.FirstOrDefault(holder => holder.CustomerId != customerId) is { } other)
        {
            throw new RegistryException(
                RegistryError.UnitTaken, unitNumber, $"The unit {unitNumber} belongs to the customer {other.CustomerId}: take it from there first.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex IdForm { get; }
}
