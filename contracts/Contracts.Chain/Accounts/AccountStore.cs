using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Native;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

/// <summary>Accounts, their permissions, and what those are linked to.</summary>
public sealed class AccountStore(UndoLog undo, ResourceLedger resources)
{
    /// <summary>Permissions from the one declared to the one that a key satisfies.</summary>
    public int MaxAuthorityDepth => resources.Parameters.Value.MaxAuthorityDepth;

    public UndoMap<Name, Account> Accounts { get; } = new(undo);

    public UndoMap<(Name Owner, Name Name), PermissionRecord> Permissions { get; } = new(undo);

    public UndoMap<LinkId, Link> Links { get; } = new(undo);

    /// <exception cref="ChainException">There is no such account.</exception>
    public Account Get(Name name) => Accounts.TryGet(name, out var account)
        ? account
        : throw new ChainException(ErrorKind.AccountQuery, "get_account", "Fail to retrieve account for ${account}", ("account", name.ToString()));

    /// <exception cref="ChainException">3090007: one of the names is empty.</exception>
    public PermissionRecord? FindPermission(PermissionLevel level) => level.Actor.IsEmpty || level.Permission.IsEmpty
        ? throw new ChainException(ErrorKind.InvalidPermission, "get_permission", "Invalid permission")
        : Lookup(level);

    /// <summary>Null also for empty names.</summary>
    public PermissionRecord? Lookup(PermissionLevel level) => Permissions.TryGet((level.Actor, level.Permission), out var found) ? found : null;

    /// <exception cref="ChainException">There is no such permission.</exception>
    public PermissionRecord GetPermission(PermissionLevel level) => FindPermission(level)
        ?? throw new ChainException(
            ErrorKind.PermissionQuery, "get_permission", "Failed to retrieve permission: ${level}", ("level", PermissionJson.Of(level)));

    public IEnumerable<PermissionRecord> PermissionsOf(Name owner) =>
        Permissions.Values.Values.Where(p => p.Owner == owner).OrderBy(p => p.Name.Value);

    public IEnumerable<Link> LinksOf(Name account) =>
        Links.Values.Values.Where(l => l.Id.Account == account).OrderBy(l => l.Id.Code.Value).ThenBy(l => l.Id.Action.Value);

    /// <summary>True when <paramref name="permission"/> is <paramref name="minimum"/> or one of its ancestors.</summary>
    public bool Satisfies(PermissionRecord permission, PermissionRecord minimum)
    {
        if (permission.Owner != minimum.Owner)
        {
            return false;
        }

        var at = minimum;
        while (at.Name != permission.Name)
        {
            if (Lookup(new(at.Owner, at.Parent)) is not { } parent)
            {
                return false;
            }

            at = parent;
        }

        return true;
    }

    /// <summary>The least permission of <paramref name="actor"/> for a contract's action; null when any will do.</summary>
    /// <exception cref="ChainException">3090008: the action is never linked.</exception>
    public Name? MinimumPermission(Name actor, Name code, Name action)
    {
        PermissionActions.RequireLinkable(code, action);
        var linked = FindLink(actor, code, action);
        return linked == WellKnownNames.Any ? null : linked ?? WellKnownNames.Active;
    }

    /// <summary>What the action is linked to: by its own name, or by its contract as a whole.</summary>
    public Name? FindLink(Name account, Name code, Name action)
    {
        if (Links.TryGet(new(account, code, action), out var exact))
        {
            return exact.Requirement;
        }

        return Links.TryGet(new(account, code, default), out var whole) ? whole.Requirement : null;
    }

    public void ChargeRam(Name account, long bytes)
    {
        var before = Get(account);
        Accounts.Set(account, before with { RamUsage = before.RamUsage + bytes });
    }
}
