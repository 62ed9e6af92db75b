using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

/// <summary>Which permission must authorize an action. The actions that change permissions have rules of their own.</summary>
static class PermissionActions
{
    /// <returns>For each authorization the least permission it must be or stand above; null when any will do.</returns>
    public static Func<PermissionLevel, PermissionLevel?> MinimumFor(AccountStore accounts, ContractAction action)
    {
        if (action.Account == WellKnownNames.System)
        {
            if (action.Name == NativeNames.UpdateAuth)
            {
                var update = NativeData.Read(action, UpdateAuth.Read);
                RequireOwnAuthorization(action, update.Account);
                var changed = new PermissionLevel(update.Account, update.Permission);
                var minimum = accounts.FindPermission(changed) is null ? new(update.Account, update.Parent) : changed;
                return _ => minimum;
            }

            if (action.Name == NativeNames.DeleteAuth)
            {
                var delete = NativeData.Read(action, DeleteAuth.Read);
                RequireOwnAuthorization(action, delete.Account);
                return _ => new(delete.Account, delete.Permission);
            }

            if (action.Name == NativeNames.LinkAuth)
            {
                var link = NativeData.Read(action, LinkAuth.Read);
                RequireOwnAuthorization(action, link.Account);
                return _ => accounts.MinimumPermission(link.Account, link.Code, link.Type) is { } linked ? new(link.Account, linked) : null;
            }

            if (action.Name == NativeNames.UnlinkAuth)
            {
                var unlink = NativeData.Read(action, UnlinkAuth.Read);
                RequireOwnAuthorization(action, unlink.Account);
                return _ => accounts.FindLink(unlink.Account, unlink.Code, unlink.Type) is { } linked && linked != WellKnownNames.Any
                    ? new(unlink.Account, linked)
                    : null;
            }
        }

        return level => accounts.MinimumPermission(level.Actor, action.Account, action.Name) is { } permission ? new(level.Actor, permission) : null;
    }

    static void RequireOwnAuthorization(ContractAction action, Name account)
    {
        if (action.Authorization.Count != 1)
        {
            throw new ChainException(
                ErrorKind.IrrelevantAuthority,
                "check_authorization",
                "${action} action should only have one declared authorization",
                ("action", action.Name.ToString()));
        }

        if (action.Authorization[0].Actor != account)
        {
            throw new ChainException(
                ErrorKind.IrrelevantAuthority,
                "check_authorization",
                "the owner of the affected permission needs to be the actor of the declared authorization");
        }
    }
}
