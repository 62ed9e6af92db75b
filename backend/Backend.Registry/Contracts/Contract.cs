using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Contracts;

/// <summary>A unit of a contract, from a timeslot until the contract's end.</summary>
public sealed record ContractUnit(string UnitNumber, Timeslot From);

/// <summary>Who trades from a timeslot on.</summary>
/// <param name="FlexibilityPayment">A month; null with active marketing.</param>
public sealed record ContractTerms(Timeslot From, Marketing Marketing, Money? FlexibilityPayment);

/// <summary>A contract as its events have it.</summary>
/// <param name="Terms">The first first; the first holds from the beginning.</param>
/// <param name="Until">The first timeslot in which it no longer holds; null: it is for an indefinite time.</param>
/// <param name="EndedOn">When its end was entered; null: nobody ended it.</param>
public sealed record Contract(
    Guid Id, string CustomerId, string BalancingGroup, IReadOnlyList<ContractUnit> Units, IReadOnlyList<ContractTerms> Terms, Timeslot From, Timeslot? Until, DateOnly SignedOn,
    DateTimeOffset? EndedOn = null, string EndReason = "")
{
    public bool Holds(Timeslot timeslot) => From <= timeslot && (Until is null || timeslot < Until);

    /// <summary>Whether the unit is in it in a timeslot.</summary>
    public bool Has(string unitNumber, Timeslot timeslot) => Holds(timeslot) && Units.Any(unit => unit.UnitNumber == unitNumber && unit.From <= timeslot);

    /// <summary>Who trades in a timeslot in which it holds.</summary>
    public ContractTerms TermsAt(Timeslot timeslot) => Terms.Last(terms => terms.From <= timeslot);

    /// <summary>Whether it holds at any time in which another would.</summary>
    public bool Meets(Timeslot from, Timeslot? until) => !IsEmpty(From, Until) && !IsEmpty(from, until) && (until is null || From < until) && (Until is null || from < Until);

    public static Contract Of(Guid id, ContractConcluded concluded) => new(
        id, concluded.CustomerId, concluded.BalancingGroup, [.. concluded.UnitNumbers.Select(unit => new ContractUnit(unit, concluded.From))],
        [new(concluded.From, concluded.Marketing, concluded.FlexibilityPayment)], concluded.From, concluded.Until, concluded.SignedOn);

    public Contract With(ContractUnitAdded added) => this with { Units = [.. Units, new(added.UnitNumber, added.From)] };

    public Contract With(MarketingChanged changed) => this with { Terms = [.. Terms, new(changed.From, changed.Marketing, changed.FlexibilityPayment)] };

    public Contract With(ContractEnded ended, DateTimeOffset at) => this with { Until = ended.Until, EndedOn = at, EndReason = ended.Reason };

    static bool IsEmpty(Timeslot from, Timeslot? until) => until is { } end && end <= from;
}
