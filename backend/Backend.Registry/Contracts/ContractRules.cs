using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Contracts;

/// <summary>What may happen to contracts: no unit is in two at a time, and a customer trades in one balancing group at a time.</summary>
public static class ContractRules
{
    /// <summary>A contract is concluded.</summary>
    /// <param name="concluded">What is wanted.</param>
    /// <param name="others">All contracts of the customer, and all that ever had one of the units.</param>
    /// <param name="now">It may begin in the past, but not be signed in the future.</param>
    public static IReadOnlyList<object> Conclude(ContractConcluded concluded, IReadOnlyCollection<Contract> others, DateTimeOffset now)
    {
        if (concluded.UnitNumbers.Count == 0 || concluded.UnitNumbers.Distinct(StringComparer.Ordinal).Count() < concluded.UnitNumbers.Count)
        {
            throw Invalid("unit_numbers", "A contract has at least one unit, and each of them once.");
        }

        if (concluded.Until is { } until && until <= concluded.From)
        {
            throw Invalid("until_timeslot", $"A contract that begins with {concluded.From} cannot end with {until}: give a later timeslot, or none for an indefinite time.");
        }

        if (concluded.SignedOn > DateOnly.FromDateTime(now.UtcDateTime.AddDays(1)))
        {
            throw Invalid("signed_on", $"It cannot have been signed on {concluded.SignedOn:yyyy-MM-dd}, in the future.");
        }

        CheckPayment(concluded.Marketing, concluded.FlexibilityPayment);
        CheckGroup(concluded, others);
        foreach (var unit in concluded.UnitNumbers)
        {
            CheckUnit(unit, concluded.From, concluded.Until, others);
        }

        return [concluded];
    }

    /// <summary>A unit comes into a contract; one that is in it already stays.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="added">From when.</param>
    /// <param name="others">All other contracts that ever had the unit.</param>
    public static IReadOnlyList<object> AddUnit(Contract contract, ContractUnitAdded added, IReadOnlyCollection<Contract> others)
    {
        if (contract.Units.Any(unit => unit.UnitNumber == added.UnitNumber))
        {
            return [];
        }

        if (!contract.Holds(added.From))
        {
            throw new RegistryException(RegistryError.ContractNotChangeable, $"{contract.Id}", $"The contract {contract.Id} does not hold in {added.From}: no unit comes into it then.");
        }

        CheckUnit(added.UnitNumber, added.From, contract.Until, [.. others.Where(other => other.Id != contract.Id)]);
        return [added];
    }

    /// <summary>Who trades changes from a timeslot on.</summary>
    public static IReadOnlyList<object> ChangeMarketing(Contract contract, MarketingChanged changed, DateTimeOffset now)
    {
        CheckPayment(changed.Marketing, changed.FlexibilityPayment);
        if (contract.Terms[^1] == new ContractTerms(changed.From, changed.Marketing, changed.FlexibilityPayment))
        {
            return [];
        }

        CheckNotBegun(contract, changed.From, now);
        return !contract.Holds(changed.From) ? throw new RegistryException(
                RegistryError.ContractNotChangeable, $"{contract.Id}", $"The contract {contract.Id} does not hold in {changed.From}: it is from {contract.From} until {contract.Until?.ToString() ?? "further notice"}.")
            : changed.From <= contract.Terms[^1].From ? throw new RegistryException(
                RegistryError.ContractNotChangeable, $"{contract.Id}", $"The last change holds from {contract.Terms[^1].From} on: another one must begin later.")
            : [changed];
    }

    /// <summary>A contract ends; its end is brought forward, never put off.</summary>
    public static IReadOnlyList<object> End(Contract contract, ContractEnded ended, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(ended.Reason) || ended.Reason.Length > MeterRules.LongestReason)
        {
            throw new RegistryException(RegistryError.ReasonInvalid, "reason", $"Say why the contract ends, in 1 to {MeterRules.LongestReason} characters.");
        }

        if (contract.Until == ended.Until)
        {
            return [];
        }

        CheckNotBegun(contract, ended.Until, now);
        return contract.Until is { } until && until < ended.Until
            ? throw new RegistryException(
                RegistryError.ContractNotChangeable, $"{contract.Id}", $"The contract {contract.Id} ends with {until}: an end is not put off. Conclude another contract from then on.")
            : [ended];
    }

    static void CheckPayment(Marketing marketing, Money? payment)
    {
        if (marketing == Marketing.Passive && payment is null or { Value: < 0 })
        {
            throw Invalid("flexibility_payment_uct_per_month", "Passive marketing has a payment for the flexibility: give what the supplier pays a month.");
        }

        if (marketing == Marketing.Active && payment is not null)
        {
            throw Invalid("flexibility_payment_uct_per_month", "With active marketing the customer trades by itself and is paid nothing for flexibility: leave the payment out.");
        }
    }

    static void CheckGroup(ContractConcluded concluded, IEnumerable<Contract> others)
    {
        if (others.FirstOrDefault(other => other.CustomerId == concluded.CustomerId && other.BalancingGroup != concluded.BalancingGroup && other.Meets(concluded.From, concluded.Until)) is { } elsewhere)
        {
            throw new RegistryException(
                RegistryError.ContractOverlaps, $"{elsewhere.Id}",
                $"{concluded.CustomerId} has the contract {elsewhere.Id} in the balancing group {elsewhere.BalancingGroup} at the same time: a customer trades in one at a time. End it before, or conclude this one in that group.");
        }
    }

    static void CheckUnit(string unitNumber, Timeslot from, Timeslot? until, IEnumerable<Contract> others)
    {
        // A unit that came into a contract later meets only what lies after.
        if (others.FirstOrDefault(other => other.Units.Any(unit => unit.UnitNumber == unitNumber && (other with { From = unit.From }).Meets(from, until))) is { } taken)
        {
            throw new RegistryException(
                RegistryError.ContractOverlaps, unitNumber,
                $"The unit {unitNumber} is in the contract {taken.Id} of {taken.CustomerId} from {taken.From} until {taken.Until?.ToString() ?? "further notice"}: a unit is in one contract at a time. End that one first (EndContract).");
        }
    }

    /// <summary>What was measured and settled under a contract stays.</summary>
    static void CheckNotBegun(Contract contract, Timeslot timeslot, DateTimeOffset now)
    {
        if (timeslot.Start <= now && timeslot > contract.From)
        {
            throw new RegistryException(
                RegistryError.ContractNotChangeable, $"{contract.Id}", $"The timeslot {timeslot} has begun: the earliest is {Timeslot.Containing(now).Next}.");
        }

        if (timeslot <= contract.From && contract.From.Start <= now)
        {
            throw new RegistryException(
                RegistryError.ContractNotChangeable, $"{contract.Id}", $"The contract {contract.Id} has begun with {contract.From}: the earliest is {Timeslot.Containing(now).Next}.");
        }
    }

    static RegistryException Invalid(string field, string message) => new(RegistryError.ContractInvalid, field, message);
}
