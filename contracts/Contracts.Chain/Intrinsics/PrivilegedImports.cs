using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

/// <summary>What only a privileged account's contract may call.</summary>
static class PrivilegedImports
{
    public static HostFunctions AddPrivileged(this HostFunctions imports) => imports
        .Add(Module, "is_privileged", "(i64)->i32", call => call.Action().Privileged().State.Accounts.Get(call.Name(0)).Privileged ? 1 : 0)
        .Add(Module, "set_privileged", "(i64,i32)->()", call =>
        {
            var accounts = call.Action().Privileged().State.Accounts;
            var account = accounts.Get(call.Name(0));
            accounts.Accounts.Set(account.Name, account with { Privileged = call.I32(1) != 0 });
        });
}
