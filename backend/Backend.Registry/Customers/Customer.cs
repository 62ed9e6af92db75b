namespace LocalEnergyMarket.Backend.Registry.Customers;

/// <summary>Who runs the customer's plants.</summary>
public enum Marketing
{
    /// <summary>The customer trades.</summary>
    Active,

    /// <summary>The supplier runs the plant for a fixed payment for its flexibility.</summary>
    Passive,
}

/// <summary>A customer was entered or changed.</summary>
/// <param name="CustomerId">Chosen by the supplier: letters, digits, dashes.</param>
/// <param name="UnitNumbers">MaStR numbers of the units the customer trades.</param>
public sealed record CustomerRegistered(
    string CustomerId, string DisplayName, string BalancingGroup, IReadOnlyList<string> UnitNumbers, Marketing Marketing);

/// <summary>A customer as the events have it.</summary>
public sealed record Customer(
    Guid Id, string CustomerId, string DisplayName, string BalancingGroup, IReadOnlyList<string> UnitNumbers, Marketing Marketing);
