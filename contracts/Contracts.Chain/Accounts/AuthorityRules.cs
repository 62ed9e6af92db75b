using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

/// <summary>What the chain demands of an authority, and what it charges for keeping one.</summary>
static class AuthorityRules
{
    const int MaximumEntries = 65536;
    const int AccountBytes = 32;
    const int WaitBytes = 16;
    const int KeyBytes = 16 + 1 + PublicKey.CompressedSize;

    /// <summary>Reachable, without doubles, and in the ascending order that the chain demands.</summary>
    public static bool IsValid(this Authority authority)
    {
        var total = authority.Keys.Sum(k => (long)k.Weight)
            + authority.Accounts.Sum(a => (long)a.Weight)
            + authority.Waits.Sum(w => (long)w.Weight);
        return authority.Threshold > 0
            && authority.Keys.Count + authority.Accounts.Count + authority.Waits.Count <= MaximumEntries
            && total >= authority.Threshold
            && Ascending(authority.Keys, (a, b) => PublicKeyOrder.Compare(a.Key, b.Key))
            && Ascending(authority.Accounts, (a, b) => Compare(a.Permission, b.Permission))
            && Ascending(authority.Waits, (a, b) => a.WaitSec.CompareTo(b.WaitSec))
            && (authority.Waits.Count == 0 || authority.Waits[0].WaitSec > 0);
    }

    /// <summary>Bytes charged for keeping it, as Leap counts them.</summary>
    public static int RamBytes(this Authority authority) =>
        (authority.Keys.Count * KeyBytes) + (authority.Accounts.Count * AccountBytes) + (authority.Waits.Count * WaitBytes);

    static int Compare(PermissionLevel left, PermissionLevel right) =>
        (left.Actor, left.Permission).CompareTo((right.Actor, right.Permission));

    static bool Ascending<T>(IReadOnlyList<T> items, Comparison<T> order)
    {
        for (var i = 1; i < items.Count; i++)
        {
            if (order(items[i - 1], items[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
