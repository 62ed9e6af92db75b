namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>
/// Limits on a module and its execution beyond WebAssembly itself. The defaults are those of an EOSIO chain: nodeos' answer of get_consensus_parameters, field
/// wasm_config (a chain may set others). Its max_call_depth of 251 counts the host's own call.
/// </summary>
public sealed record ModuleRules
{
    public static ModuleRules Eosio { get; } = new() { RequiredExports = [new("apply", FunctionType.Parse("(i64,i64,i64)->()"))] };

    /// <summary>Exported functions that must exist with exactly this type.</summary>
    public IReadOnlyList<(string Name, FunctionType Type)> RequiredExports { get; init; } = [];

    /// <summary>Pages of 64 KiB a memory may ever have; 528 pages are 33 MiB.</summary>
    public int MaximumMemoryPages { get; init; } = 528;

    /// <summary>Calls within calls, counting the outermost.</summary>
    public int MaximumCallDepth { get; init; } = 250;

    public int MaximumModuleBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>The code of one function.</summary>
    public int MaximumCodeBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>Memory that data segments may fill at the start: nothing above this offset.</summary>
    public int MaximumInitialBytes { get; init; } = 64 * 1024;

    /// <summary>The name of one import or export.</summary>
    public int MaximumSymbolBytes { get; init; } = 8192;

    /// <summary>Functions, imports, globals, exports, segments: each.</summary>
    public int MaximumSectionElements { get; init; } = 8192;

    public int MaximumTableElements { get; init; } = 1024;

    /// <summary>Parameters and locals of one function, in bytes.</summary>
    public int MaximumLocalBytes { get; init; } = 8192;

    /// <summary>Blocks within blocks.</summary>
    public int MaximumNesting { get; init; } = 1024;

    /// <summary>Mutable globals of a module together, in bytes.</summary>
    public int MaximumGlobalBytes { get; init; } = 1024;

    /// <summary>Values that all active calls together may hold.</summary>
    public int ValueStackSlots { get; init; } = 256 * 1024;
}
