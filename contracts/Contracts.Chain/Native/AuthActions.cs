using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

static class AuthActions
{
    public static void UpdateAuth(ActionContext context)
    {
        var update = NativeData.Read(context.Action, Eosio.UpdateAuth.Read);
        context.RequireAuthorization(update.Account);
        var accounts = context.State.Accounts;
        Require(!update.Permission.IsEmpty, "updateauth", "Cannot create authority with empty name");
        Require(
            !update.Permission.ToString().StartsWith("eosio.", StringComparison.Ordinal),
            "updateauth",
            "Permission names that start with 'eosio.' are reserved");
        Require(update.Permission != update.Parent, "updateauth", "Cannot set an authority as its own parent");
        _ = accounts.Get(update.Account);
        AccountActions.RequireValid(context, update.Auth, "Invalid authority");
        AccountActions.RequireExisting(context, update.Auth);
        CheckParent(update);
        if (!update.Parent.IsEmpty)
        {
            _ = accounts.GetPermission(new(update.Account, update.Parent));
        }

        var updated = new PermissionRecord(update.Account, update.Permission, update.Parent, update.Auth, context.BlockTime);
        if (accounts.FindPermission(new(update.Account, update.Permission)) is { } before)
        {
            Require(before.Parent == update.Parent, "updateauth", "Changing parent authority is not currently supported");
            accounts.Permissions.Set((updated.Owner, updated.Name), updated);
            context.ChargeRam(updated.Owner, updated.Authority.RamBytes() - before.Authority.RamBytes());
        }
        else
        {
            AccountActions.AddPermission(context, updated);
        }
    }

    public static void DeleteAuth(ActionContext context)
    {
        var delete = NativeData.Read(context.Action, Eosio.DeleteAuth.Read);
        context.RequireAuthorization(delete.Account);
        Require(delete.Permission != WellKnownNames.Active, "deleteauth", "Cannot delete active authority");
        Require(delete.Permission != WellKnownNames.Owner, "deleteauth", "Cannot delete owner authority");
        var accounts = context.State.Accounts;
        Require(
            accounts.LinksOf(delete.Account).All(l => l.Requirement != delete.Permission),
            "deleteauth",
            "Cannot delete a linked authority. Unlink the authority first");
        Require(
            accounts.PermissionsOf(delete.Account).All(p => p.Parent != delete.Permission),
            "deleteauth",
            "Cannot remove a permission which has children. Remove the children first.");
        var permission = accounts.GetPermission(new(delete.Account, delete.Permission));
        accounts.Permissions.Remove((permission.Owner, permission.Name));
        context.ChargeRam(permission.Owner, -(RamSizes.Permission + permission.Authority.RamBytes()));
    }

    public static void LinkAuth(ActionContext context)
    {
        var link = NativeData.Read(context.Action, Eosio.LinkAuth.Read);
        Require(!link.Requirement.IsEmpty, "linkauth", "Required permission cannot be empty");
        context.RequireAuthorization(link.Account);
        var accounts = context.State.Accounts;
        _ = accounts.Get(link.Account);
        _ = accounts.Get(link.Code);
        if (link.Requirement != WellKnownNames.Any)
        {
            _ = accounts.GetPermission(new(link.Account, link.Requirement));
        }

        var id = new LinkId(link.Account, link.Code, link.Type);
        if (!accounts.Links.TryGet(id, out var before))
        {
            context.ChargeRam(link.Account, RamSizes.Link);
        }
        else
        {
            Require(before.Requirement != link.Requirement, "linkauth", "Attempting to update required authority, but new requirement is same as old");
        }

        accounts.Links.Set(id, new(id, link.Requirement));
    }

    public static void UnlinkAuth(ActionContext context)
    {
        var unlink = NativeData.Read(context.Action, Eosio.UnlinkAuth.Read);
        context.RequireAuthorization(unlink.Account);
        var id = new LinkId(unlink.Account, unlink.Code, unlink.Type);
        Require(context.State.Accounts.Links.Contains(id), "unlinkauth", "Attempting to unlink authority, but no link found");
        context.State.Accounts.Links.Remove(id);
        context.ChargeRam(unlink.Account, -RamSizes.Link);
    }

    static void CheckParent(UpdateAuth update)
    {
        if (update.Permission == WellKnownNames.Active)
        {
            Require(update.Parent == WellKnownNames.Owner, "updateauth", "Cannot change active authority's parent from owner");
        }
        else if (update.Permission == WellKnownNames.Owner)
        {
            Require(update.Parent.IsEmpty, "updateauth", "Cannot change owner authority's parent");
        }
        else
        {
            Require(!update.Parent.IsEmpty, "updateauth", "Only owner authority can have no parent");
        }
    }

    static void Require(bool condition, string action, string otherwise)
    {
        if (!condition)
        {
            throw new ChainException(ErrorKind.ActionValidate, $"apply_eosio_{action}", otherwise);
        }
    }
}
