using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class AuthorizationImports
{
    /// <summary>Steps charged for looking through an authority once.</summary>
    const int CheckSteps = 1_000;

    public static HostFunctions AddAuthorization(this HostFunctions imports) => imports
        .Add(Module, "require_auth", "(i64)->()", call => call.Action().RequireAuthorization(call.Name(0)))
        .Add(Module, "require_auth2", "(i64,i64)->()", call => call.Action().RequireAuthorization(new PermissionLevel(call.Name(0), call.Name(1))))
        .Add(Module, "has_auth", "(i64)->i32", call => call.Action().HasAuthorization(call.Name(0)) ? 1 : 0)
        .Add(Module, "require_recipient", "(i64)->()", call => call.Action().RequireRecipient(call.Name(0)))
        .Add(Module, "is_account", "(i64)->i32", call => call.Action().State.Accounts.Accounts.Contains(call.Name(0)) ? 1 : 0)
        .Add(Module, "check_permission_authorization", "(i64,i64,i32,i32,i32,i32,i64)->i32", call => CheckPermission(call) ? 1 : 0)
        .Add(Module, "get_account_creation_time", "(i64)->i64", call =>
            TimePoint.From(call.Action().State.Accounts.Get(call.Name(0)).Created.Time).Microseconds);

    /// <summary>
    /// Whether the keys and the permissions alone satisfy the account's permission, and every key was needed. A list of no bytes is
    /// an empty one; an account or a permission that is not there is not satisfied (Leap's permission.cpp).
    /// </summary>
    static bool CheckPermission(HostCall call)
    {
        var delay = call.U64(6);
        if (delay > long.MaxValue)
        {
            throw new ChainException(ErrorKind.ActionValidate, "check_permission_authorization", "provided delay is too large");
        }

        call.Charge(CheckSteps);
        try
        {
            // A delay too long for ticks is longer than any wait.
            var waited = TimeSpan.FromTicks((long)Math.Min(delay, long.MaxValue / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond);
            var check = new AuthorityCheck(call.Action().State.Accounts, Keys(call.Bytes(2, 3)), Levels(call.Bytes(4, 5)), waited);
            return check.Satisfies(new PermissionLevel(call.Name(0), call.Name(1))) && !check.UnusedKeys.Any();
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.ChainType, "check_permission_authorization", malformed.Message);
        }
    }

    static HashSet<PublicKey> Keys(ReadOnlySpan<byte> packed)
    {
        var keys = new HashSet<PublicKey>();
        if (packed.Length > 0)
        {
            var reader = new PackedReader(packed);
            for (var count = reader.Count(1 + PublicKey.CompressedSize); count > 0; count--)
            {
                keys.Add(reader.PublicKey());
            }
        }

        return keys;
    }

    static HashSet<PermissionLevel> Levels(ReadOnlySpan<byte> packed)
    {
        var levels = new HashSet<PermissionLevel>();
        if (packed.Length > 0)
        {
            var reader = new PackedReader(packed);
            for (var count = reader.Count(2 * sizeof(ulong)); count > 0; count--)
            {
                levels.Add(new(reader.Name(), reader.Name()));
            }
        }

        return levels;
    }
}
