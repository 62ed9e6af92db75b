using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Meters;

namespace LocalEnergyMarket.Backend.Registry.BalancingGroups;

/// <summary>What may happen to a balancing group.</summary>
public static class BalancingGroupRules
{
    /// <summary>The group is entered, or what is known of it is changed.</summary>
    /// <param name="group">Null: it is new.</param>
    /// <param name="entered">All that is known of it.</param>
    /// <param name="others">The other groups.</param>
    public static IReadOnlyList<object> Enter(BalancingGroup? group, BalancingGroupEntered entered, IEnumerable<BalancingGroup> others)
    {
        if (Eic.Problem(entered.Eic) is { } problem)
        {
            throw new RegistryException(RegistryError.EicInvalid, entered.Eic, problem);
        }

        if (group?.ClosedFrom is { } closed)
        {
            throw new RegistryException(RegistryError.BalancingGroupConflict, entered.Eic, $"The balancing group {entered.Eic} is closed from {closed} on: it is not changed any more.");
        }

        return entered.ChainName.Length > 0 && others.FirstOrDefault(other => other.Eic != entered.Eic && other.ChainName == entered.ChainName) is { } taken
            ? throw new RegistryException(
                RegistryError.BalancingGroupConflict, entered.Eic, $"The balancing group {taken.Eic} is called {entered.ChainName} on the chain already: choose another name.")
            : group == BalancingGroup.Of(group?.Id ?? Guid.Empty, entered) ? [] : [entered];
    }

    /// <summary>The group is closed.</summary>
    /// <param name="group">Null: there is none.</param>
    /// <param name="closed">From when, and why.</param>
    /// <param name="contracts">All of the group.</param>
    public static IReadOnlyList<object> Close(BalancingGroup? group, BalancingGroupClosed closed, IEnumerable<Contract> contracts)
    {
        if (group is null)
        {
            throw new RegistryException(
                RegistryError.BalancingGroupUnknown, closed.Eic, $"Nobody entered a balancing group {closed.Eic}; that of a configured market is closed in the configuration.");
        }

        if (string.IsNullOrWhiteSpace(closed.Reason) || closed.Reason.Length > MeterRules.LongestReason)
        {
            throw new RegistryException(RegistryError.ReasonInvalid, "reason", $"Say why the group is closed, in 1 to {MeterRules.LongestReason} characters.");
        }

        if (group.ClosedFrom is not null)
        {
            return [];
        }

        var open = contracts.Where(contract => contract.Until is null || contract.Until > closed.From).Select(contract => contract.Id.ToString()).ToList();
        return open.Count == 0 ? [closed] : throw new RegistryException(
            RegistryError.BalancingGroupConflict, closed.Eic, $"Contracts reach beyond {closed.From}: {string.Join(", ", open.Take(5))}{(open.Count > 5 ? $" and {open.Count - 5} more" : "")}. End them first (EndContract).");
    }
}
