namespace LocalEnergyMarket.Backend.Registry.Contracts;

/// <summary>The balancing groups that have a configured market.</summary>
public sealed class KnownMarkets(params IEnumerable<string> balancingGroups)
{
    readonly HashSet<string> _groups = new(balancingGroups, StringComparer.Ordinal);

    public bool Contains(string balancingGroup) => _groups.Contains(balancingGroup);
}
