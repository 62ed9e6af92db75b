using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Contracts;

/// <summary>A customer's units are in a balancing group, and somebody trades them, from a timeslot on.</summary>
/// <param name="Until">The first timeslot in which it no longer holds; null: it is for an indefinite time.</param>
/// <param name="FlexibilityPayment">Passive marketing: what the supplier pays a month for the flexibility; null with active marketing.</param>
/// <param name="SignedOn">The day.</param>
public sealed record ContractConcluded(
    string CustomerId, string BalancingGroup, IReadOnlyList<string> UnitNumbers, Marketing Marketing, Money? FlexibilityPayment, Timeslot From, Timeslot? Until, DateOnly SignedOn,
    Actor? By = null) : IRecorded;

/// <summary>Another unit came into the contract.</summary>
public sealed record ContractUnitAdded(string UnitNumber, Timeslot From, Actor? By = null) : IRecorded;

/// <summary>Somebody else trades, or for another payment, from a timeslot on.</summary>
public sealed record MarketingChanged(Timeslot From, Marketing Marketing, Money? FlexibilityPayment, Actor? By = null) : IRecorded;

/// <summary>The contract ends.</summary>
/// <param name="Until">The first timeslot in which it no longer holds.</param>
public sealed record ContractEnded(Timeslot Until, string Reason, Actor? By = null) : IRecorded;
