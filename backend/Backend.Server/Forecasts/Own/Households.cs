using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Customers;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>Whose units are forecast: those of customers, and those that a box measures.</summary>
sealed class Households(CustomerRegister customers, BoxRegister boxes)
{
    /// <summary>In the order of their keys.</summary>
    /// <param name="only">Only households with one of these units; all if empty.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<Household>> ListAsync(IReadOnlyCollection<string> only, CancellationToken cancellation)
    {
        var owned = (await customers.ListAsync(cancellation)).Where(customer => customer.UnitNumbers.Count > 0)
            .Select(customer => new Household($"c/{customer.CustomerId}", customer.UnitNumbers)).ToList();
        var taken = owned.SelectMany(household => household.UnitNumbers).ToHashSet(StringComparer.Ordinal);
        var linked = (await boxes.ListAsync(cancellation))
            .SelectMany(box => box.Links).Select(link => link.UnitNumber).Where(taken.Add)
            .Select(unit => new Household($"u/{unit}", [unit])).ToList();
        return
        [
            .. owned.Concat(linked)
                .Where(household => only.Count == 0 || household.UnitNumbers.Any(only.Contains))
                .OrderBy(household => household.Key, StringComparer.Ordinal),
        ];
    }
}
