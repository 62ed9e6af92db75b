namespace LocalEnergyMarket.Backend.Server.Access;

/// <summary>Who may do what; a caller has one role.</summary>
public enum Role
{
    /// <summary>Administers boxes, units and customers.</summary>
    Operator,

    /// <summary>Runs the balancing group: forecasts, the secondary market.</summary>
    Supplier,

    /// <summary>Trades, and sees what is its own.</summary>
    Customer,

    /// <summary>Sees everything with customers under pseudonyms, changes nothing.</summary>
    Auditor,

    /// <summary>The portal: shows to those who signed in there, changes nothing by itself.</summary>
    Portal,
}

/// <summary>Who calls.</summary>
/// <param name="Name">For the log.</param>
/// <param name="CustomerId">The customer that a caller in the role <see cref="Role.Customer"/> is.</param>
public sealed record Caller(string Name, Role Role, string CustomerId)
{
    /// <summary>Whether the caller is this customer, or has a role that sees all.</summary>
    public bool MaySee(string customerId) => Role != Role.Customer || CustomerId == customerId;

    /// <summary>Whether the caller may also know that it is this customer: the auditor sees all, but not whose it is.</summary>
    public bool MayName(string customerId) => MaySee(customerId) && Role != Role.Auditor;
}
