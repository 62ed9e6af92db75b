namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>The faults of one thing: those ordered for it by its name, for what it is part of, and for everything.</summary>
/// <param name="board">Null for something that works for ever.</param>
/// <param name="names">Its own name, and those of what it is part of.</param>
public sealed class FaultScope(FaultBoard? board, params IReadOnlyList<string> names)
{
    /// <summary>Works for ever.</summary>
    public static FaultScope None { get; } = new(null);

    /// <summary>For a fault that is a state.</summary>
    public PlacedFault? Standing(FaultKind kind) => board?.Standing(names, kind);

    /// <summary>For a fault that befalls a request; asking counts as one.</summary>
    public PlacedFault? Striking(FaultKind kind) => board?.Striking(names, kind);
}
