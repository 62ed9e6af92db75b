namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>Everything that instances of a module share.</summary>
sealed class ModuleContent
{
    public required ModuleRules Rules { get; init; }

    public required FunctionType[] Types { get; init; }

    public required HostFunctions.Entry[] Imports { get; init; }

    public required CompiledFunction[] Functions { get; init; }

    public required GlobalVariable[] Globals { get; init; }

    /// <summary>Exported functions by name; imports are numbered first.</summary>
    public required Dictionary<string, int> Exports { get; init; }

    /// <summary>Functions by table element, -1 where none is. Nothing in WebAssembly 1.0 changes a table after the start.</summary>
    public required int[] Table { get; init; }

    public required DataSegment[] Data { get; init; }

    public required int? Start { get; init; }

    public required int MinimumPages { get; init; }

    public required int MaximumPages { get; init; }
}
