using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

/// <summary>
/// Decides whether keys that signed, and permissions already granted, satisfy a permission; remembers which keys were needed.
/// Heavier weights are tried first and no more is used than the threshold asks, so an unneeded signature shows.
/// </summary>
/// <param name="delay">What was waited: a wait of an authority that is not longer counts. A transaction's actions wait for nothing.</param>
public sealed class AuthorityCheck(
    AccountStore accounts, IReadOnlyCollection<PublicKey> keys, IReadOnlyCollection<PermissionLevel> granted, TimeSpan delay = default)
{
    readonly HashSet<PublicKey> _used = [];

    public IEnumerable<PublicKey> UsedKeys => _used.Order(PublicKeyOrder.Instance);

    public IEnumerable<PublicKey> UnusedKeys => keys.Where(k => !_used.Contains(k)).Order(PublicKeyOrder.Instance);

    public bool Satisfies(PermissionLevel level) => Satisfies(level, depth: 0, []);

    bool Satisfies(PermissionLevel level, int depth, HashSet<PermissionLevel> visiting)
    {
        if (granted.Contains(level))
        {
            return true;
        }

        if (depth >= accounts.MaxAuthorityDepth || accounts.Lookup(level) is not { } permission || !visiting.Add(level))
        {
            return false;
        }

        var satisfied = Satisfies(permission.Authority, depth, visiting);
        visiting.Remove(level);
        return satisfied;
    }

    bool Satisfies(Authority authority, int depth, HashSet<PermissionLevel> visiting)
    {
        var before = _used.ToArray();
        var total = authority.Waits.Where(w => TimeSpan.FromSeconds(w.WaitSec) <= delay).Sum(w => (long)w.Weight);
        if (total >= authority.Threshold)
        {
            return true;
        }

        var candidates = authority.Keys.Select(k => (k.Weight, Key: (PublicKey?)k.Key, Level: default(PermissionLevel?)))
            .Concat(authority.Accounts.Select(a => (a.Weight, Key: default(PublicKey?), Level: (PermissionLevel?)a.Permission)))
            .OrderByDescending(c => c.Weight);
        foreach (var (weight, key, level) in candidates)
        {
            var counts = key is { } given
                ? keys.Contains(given) && (_used.Contains(given) || _used.Add(given))
                : Satisfies(level!.Value, depth + 1, visiting);
            total += counts ? weight : 0;
            if (total >= authority.Threshold)
            {
                return true;
            }
        }

        _used.Clear();
        _used.UnionWith(before);
        return false;
    }
}
