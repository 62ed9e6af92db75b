using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

/// <summary>Which permission must authorize an action. The actions that change permissions have rules of their own.</summary>
static class PermissionActions
{
    static readonly Dictionary<Name, Func<AccountStore, ContractAction, Minimum>> Special = new()
    {
        [NativeNames.UpdateAuth] = Update,
        [NativeNames.DeleteAuth] = Delete,
        [NativeNames.LinkAuth] = Link,
        [NativeNames.UnlinkAuth] = Unlink,
        [NativeNames.CancelDelay] = Cancel,
    };

    /// <exception cref="ChainException">3090005, 3050000 or 3040000: the action is malformed as for its authorization.</exception>
    public static Minimum For(AccountStore accounts, ContractAction action)
    {
        if (action.Account == WellKnownNames.System && Special.TryGetValue(action.Name, out var special))
        {
            return special(accounts, action);
        }

        return new("", level => accounts.MinimumPermission(level.Actor, action.Account, action.Name) is { } permission ? new(level.Actor, permission) : null);
    }

    /// <exception cref="ChainException">3090008: such actions have rules of their own and are never linked.</exception>
    public static void RequireLinkable(Name code, Name action)
    {
        if (code == WellKnownNames.System && Special.ContainsKey(action))
        {
            throw new ChainException(
                ErrorKind.UnlinkableAction,
                "lookup_minimum_permission",
                "cannot call lookup_minimum_permission on native actions that are not allowed to be linked to minimum permissions");
        }
    }

    static Minimum Update(AccountStore accounts, ContractAction action)
    {
        var update = NativeData.Read(action, UpdateAuth.Read);
        RequireOwnAuthorization(action, update.Account, "updateauth", "affected permission");
        var changed = new PermissionLevel(update.Account, update.Permission);
        var minimum = accounts.FindPermission(changed) is null ? new(update.Account, update.Parent) : changed;
        return new("updateauth ", _ => minimum);
    }

    static Minimum Delete(AccountStore accounts, ContractAction action)
    {
        var delete = NativeData.Read(action, DeleteAuth.Read);
        RequireOwnAuthorization(action, delete.Account, "deleteauth", "permission to delete");
        return new("deleteauth ", _ => new(delete.Account, delete.Permission));
    }

    static Minimum Link(AccountStore accounts, ContractAction action)
    {
        var link = NativeData.Read(action, LinkAuth.Read);
        RequireOwnAuthorization(action, link.Account, "link", "linked permission");
        if (link.Code == WellKnownNames.System && Special.ContainsKey(link.Type))
        {
            throw new ChainException(
                ErrorKind.ActionValidate, "check_linkauth_authorization", $"Cannot link eosio::{link.Type} to a minimum permission");
        }

        return new("link ", _ => accounts.MinimumPermission(link.Account, link.Code, link.Type) is { } linked ? new(link.Account, linked) : null);
    }

    static Minimum Unlink(AccountStore accounts, ContractAction action)
    {
        var unlink = NativeData.Read(action, UnlinkAuth.Read);
        RequireOwnAuthorization(action, unlink.Account, "unlink", "linked permission");
        if (accounts.FindLink(unlink.Account, unlink.Code, unlink.Type) is not { } linked)
        {
            throw new ChainException(
                ErrorKind.Transaction,
                "check_unlinkauth_authorization",
                "cannot unlink non-existent permission link of account '${account}' for actions matching '${code}::${action}'",
                ("account", unlink.Account.ToString()),
                ("code", unlink.Code.ToString()),
                ("action", unlink.Type.ToString()));
        }

        return new("unlink ", _ => linked == WellKnownNames.Any ? null : new(unlink.Account, linked));
    }

    static Minimum Cancel(AccountStore accounts, ContractAction action)
    {
        var canceling = NativeData.Read(action, (ref PackedReader reader) => new PermissionLevel(reader.Name(), reader.Name()));
        RequireOne(action, "canceldelay");
        return new("canceldelay ", _ => canceling);
    }

    static void RequireOne(ContractAction action, string what)
    {
        if (action.Authorization.Count != 1)
        {
            throw new ChainException(
                ErrorKind.IrrelevantAuthority,
                $"check_{action.Name}_authorization",
                $"{what} action should only have one declared authorization");
        }
    }

    static void RequireOwnAuthorization(ContractAction action, Name account, string what, string permission)
    {
        RequireOne(action, what);
        if (action.Authorization[0].Actor != account)
        {
            throw new ChainException(
                ErrorKind.IrrelevantAuthority,
                $"check_{action.Name}_authorization",
                $"the owner of the {permission} needs to be the actor of the declared authorization");
        }
    }
}

/// <summary>What an action's authorizations must at least be.</summary>
/// <param name="What">The action in a message, with a space after it; empty for those without rules of their own.</param>
/// <param name="Of">For an authorization the least permission it must be or stand above; null when any will do.</param>
sealed record Minimum(string What, Func<PermissionLevel, PermissionLevel?> Of);
