namespace LocalEnergyMarket.Contracts.WebAssembly;

public enum TrapKind
{
    Unreachable,
    MemoryOutOfBounds,
    DivideByZero,
    IntegerOverflow,
    UndefinedElement,
    UninitializedElement,
    IndirectCallTypeMismatch,
    CallDepthExceeded,
    StackExhausted,
}

/// <summary>The running code did what WebAssembly forbids; the instance must not be used again.</summary>
public sealed class TrapException(TrapKind kind, string message) : Exception($"{Name(kind)}: {message}")
{
    public TrapKind Kind { get; } = kind;

    static string Name(TrapKind kind) => kind switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.MemoryOutOfBounds => "memory access out of bounds",
        TrapKind.DivideByZero => "integer divide by zero",
        TrapKind.IntegerOverflow => "integer overflow",
        TrapKind.UndefinedElement => "undefined table element",
        TrapKind.UninitializedElement => "uninitialized table element",
        TrapKind.IndirectCallTypeMismatch => "indirect call type mismatch",
        TrapKind.CallDepthExceeded => "call depth exceeded",
        TrapKind.StackExhausted => "value stack exhausted",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };
}
