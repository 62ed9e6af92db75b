using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class AuthorizationImports
{
    public static HostFunctions AddAuthorization(this HostFunctions imports) => imports
        .Add(Module, "require_auth", "(i64)->()", call => call.Action().RequireAuthorization(call.Name(0)))
        .Add(Module, "require_auth2", "(i64,i64)->()", call => call.Action().RequireAuthorization(new PermissionLevel(call.Name(0), call.Name(1))))
        .Add(Module, "has_auth", "(i64)->i32", call => call.Action().HasAuthorization(call.Name(0)) ? 1 : 0)
        .Add(Module, "require_recipient", "(i64)->()", call => call.Action().RequireRecipient(call.Name(0)))
        .Add(Module, "is_account", "(i64)->i32", call => call.Action().State.Accounts.Accounts.Contains(call.Name(0)) ? 1 : 0)
        .Add(Module, "get_account_creation_time", "(i64)->i64", call =>
            TimePoint.From(call.Action().State.Accounts.Get(call.Name(0)).Created.Time).Microseconds);
}
