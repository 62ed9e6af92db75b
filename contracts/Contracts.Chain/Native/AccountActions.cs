using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

static class AccountActions
{
    const int LongestName = 12;

    public static void NewAccount(ActionContext context)
    {
        var create = NativeData.Read(context.Action, Eosio.NewAccount.Read);
        try
        {
            Create(context, create);
        }
        catch (ChainException failure)
        {
            throw failure.With("apply_eosio_newaccount", "", ("create", new JsonObject
            {
                ["creator"] = create.Creator.ToString(),
                ["name"] = create.Account.ToString(),
                ["owner"] = PermissionJson.Of(create.Owner),
                ["active"] = PermissionJson.Of(create.Active),
            }));
        }
    }

    public static void AddPermission(ActionContext context, PermissionRecord permission)
    {
        context.State.Accounts.Permissions.Set((permission.Owner, permission.Name), permission);
        context.ChargeRam(permission.Owner, RamSizes.Permission + permission.Authority.RamBytes());
    }

    /// <exception cref="ChainException">The authority is malformed.</exception>
    public static void RequireValid(ActionContext context, Authority authority, string otherwise)
    {
        if (!authority.IsValid())
        {
            throw new ChainException(
                ErrorKind.ActionValidate, $"apply_eosio_{context.Action.Name}", otherwise, ("auth", PermissionJson.Of(authority)));
        }
    }

    /// <exception cref="ChainException">The authority names an account or permission that does not exist.</exception>
    public static void RequireExisting(ActionContext context, Authority authority)
    {
        foreach (var level in authority.Accounts.Select(a => a.Permission))
        {
            var accounts = context.State.Accounts;
            if (!accounts.Accounts.Contains(level.Actor))
            {
                throw new ChainException(
                    ErrorKind.ActionValidate,
                    "validate_authority_precondition",
                    "account '${account}' does not exist",
                    ("account", level.Actor.ToString()));
            }

            // Of an account that exists, active exists; the code's own permission is not kept anywhere.
            if (level.Permission != WellKnownNames.Code
                && level.Permission != WellKnownNames.Active
                && accounts.FindPermission(level) is null)
            {
                throw new ChainException(
                    ErrorKind.ActionValidate,
                    "validate_authority_precondition",
                    "permission '${perm}' does not exist",
                    ("perm", PermissionJson.Of(level)));
            }
        }
    }

    static void Create(ActionContext context, NewAccount create)
    {
        context.RequireAuthorization(create.Creator);
        RequireValid(context, create.Owner, "Invalid owner authority");
        RequireValid(context, create.Active, "Invalid active authority");
        CheckName(context, create);
        context.State.Accounts.Accounts.Set(create.Account, new(create.Account, context.BlockTime, Privileged: false));

        // The account is there by now: its own code may be part of its authority.
        RequireExisting(context, create.Owner);
        RequireExisting(context, create.Active);
        AddPermission(context, new(create.Account, WellKnownNames.Owner, default, create.Owner, context.BlockTime));
        AddPermission(context, new(create.Account, WellKnownNames.Active, WellKnownNames.Owner, create.Active, context.BlockTime));
        context.ChargeRam(create.Account, RamSizes.Account);
    }

    static void CheckName(ActionContext context, NewAccount create)
    {
        var text = create.Account.ToString();
        if (create.Account.IsEmpty)
        {
            throw new ChainException(ErrorKind.ActionValidate, "apply_eosio_newaccount", "account name cannot be empty");
        }

        if (text.Length > LongestName)
        {
            throw new ChainException(ErrorKind.ActionValidate, "apply_eosio_newaccount", "account names can only be 12 chars long");
        }

        var creator = context.State.Accounts.Get(create.Creator);
        if (!creator.Privileged && text.StartsWith("eosio.", StringComparison.Ordinal))
        {
            throw new ChainException(ErrorKind.ActionValidate, "apply_eosio_newaccount", "only privileged accounts can have names that start with 'eosio.'");
        }

        if (context.State.Accounts.Accounts.Contains(create.Account))
        {
            throw new ChainException(
                ErrorKind.AccountExists,
                "apply_eosio_newaccount",
                "Cannot create account named ${name}, as that name is already taken",
                ("name", text));
        }
    }
}
