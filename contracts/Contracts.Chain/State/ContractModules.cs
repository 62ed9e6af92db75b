using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Intrinsics;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>Contracts ready to run, by the hash of their code. The same code is compiled once.</summary>
public sealed class ContractModules
{
    /// <summary>Code that was replaced, or never got through, is not kept for ever.</summary>
    const int Most = 64;

    readonly Dictionary<Checksum256, WasmModule> _modules = [];

    /// <summary>The account's contract; null when it has none.</summary>
    public WasmModule? Find(Account account) => account.CodeHash is { } hash ? Load(hash, account.Code) : null;

    /// <exception cref="WasmException">The code is not a contract this chain can run.</exception>
    public WasmModule Load(in Checksum256 hash, ReadOnlyMemory<byte> code)
    {
        if (!_modules.TryGetValue(hash, out var module))
        {
            module = WasmModule.Load(code.ToArray(), ContractImports.All, ModuleRules.Eosio);
            if (_modules.Count >= Most)
            {
                _modules.Clear();
            }

            _modules.Add(hash, module);
        }

        return module;
    }
}
