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
    string CustomerId, string DisplayName, string BalancingGroup, IReadOnlyList<string> UnitNumbers, Marketing Marketing, Actor? By = null) : IRecorded;

/// <summary>A unit became the customer's by a claim.</summary>
public sealed record CustomerUnitAdded(string CustomerId, string UnitNumber, Guid ClaimId, Actor? By = null) : IRecorded;

/// <summary>A customer as the events have it.</summary>
/// <param name="FormerUnits">Null or the units that it had and has no more, for its history.</param>
public sealed record Customer(
    Guid Id, string CustomerId, string DisplayName, string BalancingGroup, IReadOnlyList<string> UnitNumbers, Marketing Marketing, IReadOnlyList<string>? FormerUnits = null)
{
    public Customer With(CustomerRegistered registered) => this with
    {
        DisplayName = registered.DisplayName,
        BalancingGroup = registered.BalancingGroup,
        UnitNumbers = registered.UnitNumbers,
        Marketing = registered.Marketing,
        FormerUnits = (FormerUnits ?? []).Union(UnitNumbers, StringComparer.Ordinal).Except(registered.UnitNumbers, StringComparer.Ordinal).ToList() is { Count: > 0 } former ? former : null,
    };

    public Customer With(CustomerUnitAdded added) => this with { UnitNumbers = [.. UnitNumbers, added.UnitNumber] };
}
