using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

/// <summary>The actions of the account eosio that the chain itself carries out, before the contract there, if any, sees them.</summary>
static class NativeHandlers
{
    static readonly Dictionary<Name, Action<ActionContext>> Handlers = new()
    {
        [NativeNames.NewAccount] = AccountActions.NewAccount,
        [NativeNames.SetCode] = CodeActions.SetCode,
        [NativeNames.SetAbi] = CodeActions.SetAbi,
        [NativeNames.UpdateAuth] = AuthActions.UpdateAuth,
        [NativeNames.DeleteAuth] = AuthActions.DeleteAuth,
        [NativeNames.LinkAuth] = AuthActions.LinkAuth,
        [NativeNames.UnlinkAuth] = AuthActions.UnlinkAuth,
        [NativeNames.CancelDelay] = AuthActions.CancelDelay,
    };

    public static void Apply(ActionContext context)
    {
        if (context.Receiver == WellKnownNames.System
            && context.Action.Account == WellKnownNames.System
            && Handlers.TryGetValue(context.Action.Name, out var handler))
        {
            context.RefuseReadOnly();
            handler(context);
        }
    }
}
