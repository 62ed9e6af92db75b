using LocalEnergyMarket.Client.Trading;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Portal.Web.Backend;

/// <summary>The customers as the backend knows them, to name them and to find the balancing groups.</summary>
sealed class CustomerDirectory(IEnumerable<Customer> customers)
{
    readonly Dictionary<string, Customer> _customers = customers.ToDictionary(customer => customer.CustomerId, StringComparer.Ordinal);

    /// <summary>The balancing groups that have customers, in order.</summary>
    public IReadOnlyList<string> BalancingGroups { get; } =
        [.. customers.Select(customer => customer.BalancingGroup).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static async Task<CustomerDirectory> ReadAsync(RegistryService.RegistryServiceClient registry, CancellationToken cancellation) =>
        new(await registry.CustomersAsync(cancellation: cancellation).ToListAsync(cancellation));

    /// <summary>The name of a customer, else the id as it is.</summary>
    public string Name(string customerId) =>
        _customers.TryGetValue(customerId, out var customer) && customer.DisplayName.Length > 0 ? customer.DisplayName : customerId;

    /// <summary>The group asked for, if there is one of that name; else the first; null if there is none.</summary>
    public string? Choose(string? asked) => BalancingGroups.Contains(asked, StringComparer.Ordinal) ? asked : BalancingGroups.FirstOrDefault();
}
