namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>A function ready to run. <paramref name="FrameSlots"/> counts parameters, locals and the deepest operand stack.</summary>
sealed record CompiledFunction(string Name, FunctionType Type, int LocalSlots, int FrameSlots, Instruction[] Code)
{
    public int ParameterSlots { get; } = Type.Parameters.Length;
}

sealed record GlobalVariable(WasmType Type, bool Mutable, long Initial);

sealed record DataSegment(int Offset, byte[] Bytes);
