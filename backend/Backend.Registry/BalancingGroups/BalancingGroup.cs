using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.BalancingGroups;

/// <summary>A balancing group was entered, or what is known of it was changed; all of it is here.</summary>
/// <param name="ChainName">What the chain calls it; empty: it has no market.</param>
/// <param name="Supplier">Who is responsible for it.</param>
/// <param name="Since">Null: not known.</param>
public sealed record BalancingGroupEntered(string Eic, string ChainName, string Supplier, DateTimeOffset? Since, Actor? By = null) : IRecorded;

/// <summary>From a timeslot on there is no such group.</summary>
public sealed record BalancingGroupClosed(string Eic, Timeslot From, string Reason, Actor? By = null) : IRecorded;

/// <summary>A balancing group as its events have it.</summary>
/// <param name="ClosedFrom">The first timeslot in which it is closed; null: it is open.</param>
public sealed record BalancingGroup(Guid Id, string Eic, string ChainName, string Supplier, DateTimeOffset? Since, Timeslot? ClosedFrom = null)
{
    public static BalancingGroup Of(Guid id, BalancingGroupEntered entered) => new(id, entered.Eic, entered.ChainName, entered.Supplier, entered.Since);

    public BalancingGroup With(BalancingGroupEntered entered) => this with { ChainName = entered.ChainName, Supplier = entered.Supplier, Since = entered.Since };

    public BalancingGroup With(BalancingGroupClosed closed) => this with { ClosedFrom = closed.From };
}
