namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>An open block, loop, if or the function itself.</summary>
sealed class ControlFrame(Op kind, WasmType result, int height, bool deadAtEntry)
{
    public Op Kind { get; set; } = kind;

    public WasmType Result { get; } = result;

    /// <summary>Operands on the stack when it was opened.</summary>
    public int Height { get; } = height;

    /// <summary>The whole of it can never run.</summary>
    public bool DeadAtEntry { get; } = deadAtEntry;

    /// <summary>What follows up to its end can never run, and the operand stack is whatever is asked for.</summary>
    public bool Unreachable { get; set; }

    public int LoopStart { get; init; }

    public int ElseJump { get; set; } = -1;

    public List<int> JumpsToEnd { get; } = [];

    /// <summary>What a branch to it carries.</summary>
    public WasmType LabelType => Kind == Op.Loop ? WasmType.None : Result;
}
