using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

static class AuthActions
{
    /// <summary>Seconds (max_transaction_delay).</summary>
    const uint LongestDelay = 45 * 24 * 3600;

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
        AccountActions.RequireValid(context, update.Auth, "Invalid authority: ${auth}");
        CheckParent(update);
        Require(
            update.Auth.Waits.All(w => w.WaitSec <= LongestDelay),
            "updateauth",
            "Cannot set delay longer than max_transacton_delay, which is ${max_delay} seconds",
            ("max_delay", LongestDelay));
        AccountActions.RequireExisting(context, update.Auth);
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
        if (accounts.LinksOf(delete.Account).FirstOrDefault(l => l.Requirement == delete.Permission) is { } link)
        {
            throw new ChainException(
                ErrorKind.ActionValidate,
                "apply_eosio_deleteauth",
                "Cannot delete a linked authority. Unlink the authority first. This authority is linked to ${code}::${type}.",
                ("code", link.Id.Code.ToString()),
                ("type", link.Id.Action.ToString()));
        }

        var permission = accounts.GetPermission(new(delete.Account, delete.Permission));
        if (accounts.PermissionsOf(delete.Account).Any(p => p.Parent == delete.Permission))
        {
            throw new ChainException(
                ErrorKind.ActionValidate, "remove_permission", "Cannot remove a permission which has children. Remove the children first.");
        }

        accounts.Permissions.Remove((permission.Owner, permission.Name));
        context.ChargeRam(permission.Owner, -(RamSizes.Permission + permission.Authority.RamBytes()));
    }

    public static void LinkAuth(ActionContext context)
    {
        var link = NativeData.Read(context.Action, Eosio.LinkAuth.Read);
        try
        {
            Link(context, link);
        }
        catch (ChainException failure)
        {
            throw failure.With("apply_eosio_linkauth", "", ("requirement", new JsonObject
            {
                ["account"] = link.Account.ToString(),
                ["code"] = link.Code.ToString(),
                ["type"] = link.Type.ToString(),
                ["requirement"] = link.Requirement.ToString(),
            }));
        }
    }

    /// <summary>Nothing is ever delayed here, so there is nothing to cancel.</summary>
    public static void CancelDelay(ActionContext context)
    {
        var (level, id) = NativeData.Read(context.Action, (ref PackedReader reader) =>
            (new PermissionLevel(reader.Name(), reader.Name()), reader.Checksum256()));
        context.RequireAuthorization(level.Actor);
        throw new ChainException(
            ErrorKind.TransactionNotFound,
            "cancel_deferred_transaction",
            "cannot cancel trx_id=${tid}, there is no deferred transaction with that transaction id",
            ("tid", id.ToString()));
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

    static void Link(ActionContext context, LinkAuth link)
    {
        Require(!link.Requirement.IsEmpty, "linkauth", "Required permission cannot be empty");
        context.RequireAuthorization(link.Account);
        var accounts = context.State.Accounts;
        if (!accounts.Accounts.Contains(link.Account))
        {
            throw Missing(ErrorKind.AccountQuery, "Failed to retrieve account: ${account}", "account", link.Account);
        }

        if (!accounts.Accounts.Contains(link.Code))
        {
            throw Missing(ErrorKind.AccountQuery, "Failed to retrieve code for account: ${account}", "account", link.Code);
        }

        if (link.Requirement != WellKnownNames.Any && accounts.FindPermission(new(link.Account, link.Requirement)) is null)
        {
            throw Missing(ErrorKind.PermissionQuery, "Failed to retrieve permission: ${permission}", "permission", link.Requirement);
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

        accounts.Links.Set(id, new Link(id, link.Requirement));
    }

    static ChainException Missing(ErrorKind kind, string format, string field, Name name) =>
        new(kind, "apply_eosio_linkauth", format, (field, name.ToString()));

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
            Require(!update.Parent.IsEmpty, "updateauth", "Only owner permission can have empty parent");
        }
    }

    static void Require(bool condition, string action, string otherwise, params ReadOnlySpan<(string Name, JsonNode? Value)> data)
    {
        if (!condition)
        {
            throw new ChainException(ErrorKind.ActionValidate, $"apply_eosio_{action}", otherwise, data);
        }
    }
}
