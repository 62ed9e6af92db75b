using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>
/// One step of the flat form. Operands are slots of the frame: parameters and locals first, then the operand stack at heights
/// that validation has fixed. <see cref="D"/> is the destination (or the target of a jump), <see cref="A"/> and <see cref="B"/> are read.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
struct Instruction(Op op, int d, int a, int b)
{
    public Op Op = op;
    public int D = d;
    public int A = a;
    public int B = b;

    public readonly long Constant => ((long)A << 32) | (uint)B;
}
