using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Native;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>The state after block 1: the account eosio, and nothing else.</summary>
static class GenesisState
{
    /// <summary>Bytes, as nodeos counts them for an account with two permissions of one key each.</summary>
    const long SystemRam = 2724;

    public static ChainState Of(Genesis genesis)
    {
        var state = new ChainState();
        var time = BlockTimestamp.From(genesis.Time);
        var authority = new Authority(genesis.Key);
        state.Accounts.Accounts.Set(WellKnownNames.System, new(WellKnownNames.System, time, Privileged: true) { RamUsage = SystemRam, Abi = SystemAbi.Packed });
        foreach (var (name, parent) in new[] { (WellKnownNames.Owner, default), (WellKnownNames.Active, WellKnownNames.Owner) })
        {
            state.Accounts.Permissions.Set((WellKnownNames.System, name), new(WellKnownNames.System, name, parent, authority, time));
        }

        state.References.Add(genesis.FirstHeader.Id);
        state.Undo.Forget();
        return state;
    }
}
