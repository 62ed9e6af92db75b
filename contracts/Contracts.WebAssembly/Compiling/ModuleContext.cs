namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>What a function body may refer to. Functions are numbered with the imports first.</summary>
sealed record ModuleContext(
    ModuleRules Rules,
    IReadOnlyList<FunctionType> Types,
    IReadOnlyList<FunctionType> FunctionTypes,
    int ImportCount,
    IReadOnlyList<GlobalVariable> Globals,
    bool HasMemory,
    bool HasTable);
