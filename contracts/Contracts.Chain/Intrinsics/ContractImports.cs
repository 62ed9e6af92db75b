using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

/// <summary>
/// All functions a contract may import: the integer part of what Leap 4 offers. Floating point, deferred and context-free functions
/// are not there, so a contract that needs them is refused when it is set.
/// </summary>
public static class ContractImports
{
    internal const string Module = "env";

    public static HostFunctions All { get; } = new HostFunctions()
        .AddAuthorization()
        .AddActions()
        .AddTransaction()
        .AddAssertions()
        .AddMemory()
        .AddConsole()
        .AddCryptography()
        .AddRows()
        .AddIndices()
        .AddPrivileged()
        .AddCompilerBuiltins();
}
