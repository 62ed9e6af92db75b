using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Contracts;

/// <summary>Whose a unit is in a timeslot.</summary>
/// <param name="ContractId">Null: the customer's registration says so.</param>
public sealed record UnitAssignment(string UnitNumber, string CustomerId, string BalancingGroup, Marketing Marketing, Guid? ContractId);

/// <summary>Whose units are in a timeslot: contracts say so, and until a unit's first contract begins its customer's registration does.</summary>
/// <param name="timeslot">Which.</param>
/// <param name="customers">As they are registered.</param>
/// <param name="contracts">All that ever had one of the units asked for.</param>
public sealed class UnitAssignments(Timeslot timeslot, IEnumerable<Customer> customers, IReadOnlyCollection<Contract> contracts)
{
    readonly Dictionary<string, Customer> _registered = customers
        .SelectMany(customer => customer.UnitNumbers, (customer, unit) => (unit, customer)).DistinctBy(pair => pair.unit, StringComparer.Ordinal)
        .ToDictionary(pair => pair.unit, pair => pair.customer, StringComparer.Ordinal);

    readonly ILookup<string, (Contract Contract, ContractUnit Unit)> _contracts = contracts
        .SelectMany(contract => contract.Units, (contract, unit) => (Contract: contract, Unit: unit)).ToLookup(pair => pair.Unit.UnitNumber, StringComparer.Ordinal);

    /// <summary>Null: it is nobody's.</summary>
    public UnitAssignment? Of(string unitNumber)
    {
        var mine = _contracts[unitNumber].Where(pair => pair.Unit.From <= timeslot && !(pair.Contract.Until <= pair.Unit.From)).ToList();
        return mine.Count > 0
            ? mine.FirstOrDefault(pair => pair.Contract.Holds(timeslot)).Contract is { } contract
                ? new(unitNumber, contract.CustomerId, contract.BalancingGroup, contract.TermsAt(timeslot).Marketing, contract.Id)
                : null
            : _registered.TryGetValue(unitNumber, out var customer) ? new(unitNumber, customer.CustomerId, customer.BalancingGroup, customer.Marketing, null) : null;
    }

    /// <summary>
    /// The customer as it trades in the timeslot: the units that are its own and actively marketed, in the balancing group of its contracts or its registration.
    /// Passive if it has units and all of them are.
    /// </summary>
    public Customer Trader(Customer customer)
    {
        var own = _contracts.Select(unit => unit.Key).Union(customer.UnitNumbers, StringComparer.Ordinal).Select(Of).OfType<UnitAssignment>()
            .Where(assignment => assignment.CustomerId == customer.CustomerId).ToList();
        var contracted = own.Where(assignment => assignment.ContractId is not null).ToList();
        var group = contracted.Count > 0 ? contracted[0].BalancingGroup : customer.BalancingGroup;
        var active = own.Where(assignment => assignment.Marketing == Marketing.Active && assignment.BalancingGroup == group).ToList();
        return customer with
        {
            BalancingGroup = group,
            Marketing = own.Count == 0 ? customer.Marketing : active.Count > 0 ? Marketing.Active : Marketing.Passive,
            UnitNumbers = [.. active.Select(assignment => assignment.UnitNumber)],
        };
    }
}
