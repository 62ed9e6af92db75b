using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using LocalEnergyMarket.Contracts.WebAssembly.Compiling;

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <content>The interpreter: one loop over the flat form; calls push a <see cref="Caller"/> instead of recursing.</content>
public sealed partial class WasmInstance
{
    // One big method on purpose: the loop's state stays in locals. Optimised at once, because it is entered rarely and left late.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Run(CompiledFunction function)
    {
        var depth = 0;
        var first = 0;
        var next = 0;
        ReadOnlySpan<Instruction> code = function.Code;
        var frame = Enter(function, 0);
        var memory = Memory;
        while (true)
        {
            ref readonly var i = ref code[next++];
            switch (i.Op)
            {
                case Op.Charge:
                    if ((_stepsLeft -= i.D) < 0)
                    {
                        throw new StepLimitException(_stepLimit);
                    }

                    break;
                case Op.Move:
                    frame[i.D] = frame[i.A];
                    break;
                case Op.Const:
                    frame[i.D] = i.Constant;
                    break;
                case Op.Jump:
                    next = i.D;
                    break;
                case Op.JumpIf:
                    if ((int)frame[i.A] != 0)
                    {
                        next = i.D;
                    }

                    break;
                case Op.JumpIfZero:
                    if ((int)frame[i.A] == 0)
                    {
                        next = i.D;
                    }

                    break;
                case Op.JumpTable:
                    next += (int)Math.Min((uint)frame[i.A], (uint)i.D) * i.B;
                    break;
                case Op.CallModule:
                    Push(new(function, next, first), ref depth);
                    function = _module.Functions[i.D];
                    first += i.A;
                    frame = Enter(function, first);
                    code = function.Code;
                    next = 0;
                    break;
                case Op.CallHost:
                    CallHost(i.D, frame[i.A..]);
                    break;
                case Op.CallTable:
                    var callee = TableElement((uint)frame[i.B], i.D);
                    if (callee < _module.Imports.Length)
                    {
                        CallHost(callee, frame[i.A..]);
                        break;
                    }

                    Push(new(function, next, first), ref depth);
                    function = _module.Functions[callee - _module.Imports.Length];
                    first += i.A;
                    frame = Enter(function, first);
                    code = function.Code;
                    next = 0;
                    break;
                case Op.ReturnNothing:
                case Op.ReturnValue:
                    if (i.Op == Op.ReturnValue)
                    {
                        frame[0] = frame[i.A];
                    }

                    if (depth == 0)
                    {
                        return;
                    }

                    (function, next, first) = _callers[--depth];
                    code = function.Code;
                    frame = _stack.AsSpan(first, function.FrameSlots);
                    break;
                case Op.Unreachable:
                    throw new TrapException(TrapKind.Unreachable, $"the code of {function.Name} ran into it");
                case Op.Select:
                    frame[i.D] = (int)frame[i.D + 2] != 0 ? frame[i.A] : frame[i.B];
                    break;
                case Op.GlobalGet:
                    frame[i.D] = _globals[i.A];
                    break;
                case Op.GlobalSet:
                    _globals[i.D] = frame[i.A];
                    break;
                case Op.MemorySize:
                    frame[i.D] = memory.Length / PageBytes;
                    break;
                case Op.MemoryGrow:
                    frame[i.D] = GrowMemory((uint)frame[i.A]);
                    memory = Memory;
                    break;
                case Op.I32Eqz:
                    frame[i.D] = (int)frame[i.A] == 0 ? 1 : 0;
                    break;
                case Op.I32Eq:
                    frame[i.D] = (int)frame[i.A] == (int)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32Ne:
                    frame[i.D] = (int)frame[i.A] != (int)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32LtS:
                    frame[i.D] = (int)frame[i.A] < (int)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32LtU:
                    frame[i.D] = (uint)frame[i.A] < (uint)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32GtS:
                    frame[i.D] = (int)frame[i.A] > (int)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32GtU:
                    frame[i.D] = (uint)frame[i.A] > (uint)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32LeS:
                    frame[i.D] = (int)frame[i.A] <= (int)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32LeU:
                    frame[i.D] = (uint)frame[i.A] <= (uint)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32GeS:
                    frame[i.D] = (int)frame[i.A] >= (int)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32GeU:
                    frame[i.D] = (uint)frame[i.A] >= (uint)frame[i.B] ? 1 : 0;
                    break;
                case Op.I32Clz:
                    frame[i.D] = BitOperations.LeadingZeroCount((uint)frame[i.A]);
                    break;
                case Op.I32Ctz:
                    frame[i.D] = BitOperations.TrailingZeroCount((uint)frame[i.A]);
                    break;
                case Op.I32Popcnt:
                    frame[i.D] = BitOperations.PopCount((uint)frame[i.A]);
                    break;
                case Op.I32Add:
                    frame[i.D] = (int)frame[i.A] + (int)frame[i.B];
                    break;
                case Op.I32Sub:
                    frame[i.D] = (int)frame[i.A] - (int)frame[i.B];
                    break;
                case Op.I32Mul:
                    frame[i.D] = (int)frame[i.A] * (int)frame[i.B];
                    break;
                case Op.I32And:
                    frame[i.D] = (int)frame[i.A] & (int)frame[i.B];
                    break;
                case Op.I32Or:
                    frame[i.D] = (int)frame[i.A] | (int)frame[i.B];
                    break;
                case Op.I32Xor:
                    frame[i.D] = (int)frame[i.A] ^ (int)frame[i.B];
                    break;
                case Op.I32DivS:
                    frame[i.D] = Divide((int)frame[i.A], (int)frame[i.B]);
                    break;
                case Op.I32DivU:
                    frame[i.D] = (int)Divide((uint)frame[i.A], (uint)frame[i.B]);
                    break;
                case Op.I32RemS:
                    frame[i.D] = Remainder((int)frame[i.A], (int)frame[i.B]);
                    break;
                case Op.I32RemU:
                    frame[i.D] = (int)Remainder((uint)frame[i.A], (uint)frame[i.B]);
                    break;
                case Op.I32Shl:
                    frame[i.D] = (int)frame[i.A] << (int)frame[i.B];
                    break;
                case Op.I32ShrS:
                    frame[i.D] = (int)frame[i.A] >> (int)frame[i.B];
                    break;
                case Op.I32ShrU:
                    frame[i.D] = (int)frame[i.A] >>> (int)frame[i.B];
                    break;
                case Op.I32Rotl:
                    frame[i.D] = (int)BitOperations.RotateLeft((uint)frame[i.A], (int)frame[i.B]);
                    break;
                case Op.I32Rotr:
                    frame[i.D] = (int)BitOperations.RotateRight((uint)frame[i.A], (int)frame[i.B]);
                    break;
                case Op.I64Eqz:
                    frame[i.D] = frame[i.A] == 0 ? 1 : 0;
                    break;
                case Op.I64Eq:
                    frame[i.D] = frame[i.A] == frame[i.B] ? 1 : 0;
                    break;
                case Op.I64Ne:
                    frame[i.D] = frame[i.A] != frame[i.B] ? 1 : 0;
                    break;
                case Op.I64LtS:
                    frame[i.D] = frame[i.A] < frame[i.B] ? 1 : 0;
                    break;
                case Op.I64LtU:
                    frame[i.D] = (ulong)frame[i.A] < (ulong)frame[i.B] ? 1 : 0;
                    break;
                case Op.I64GtS:
                    frame[i.D] = frame[i.A] > frame[i.B] ? 1 : 0;
                    break;
                case Op.I64GtU:
                    frame[i.D] = (ulong)frame[i.A] > (ulong)frame[i.B] ? 1 : 0;
                    break;
                case Op.I64LeS:
                    frame[i.D] = frame[i.A] <= frame[i.B] ? 1 : 0;
                    break;
                case Op.I64LeU:
                    frame[i.D] = (ulong)frame[i.A] <= (ulong)frame[i.B] ? 1 : 0;
                    break;
                case Op.I64GeS:
                    frame[i.D] = frame[i.A] >= frame[i.B] ? 1 : 0;
                    break;
                case Op.I64GeU:
                    frame[i.D] = (ulong)frame[i.A] >= (ulong)frame[i.B] ? 1 : 0;
                    break;
                case Op.I64Clz:
                    frame[i.D] = BitOperations.LeadingZeroCount((ulong)frame[i.A]);
                    break;
                case Op.I64Ctz:
                    frame[i.D] = BitOperations.TrailingZeroCount((ulong)frame[i.A]);
                    break;
                case Op.I64Popcnt:
                    frame[i.D] = BitOperations.PopCount((ulong)frame[i.A]);
                    break;
                case Op.I64Add:
                    frame[i.D] = frame[i.A] + frame[i.B];
                    break;
                case Op.I64Sub:
                    frame[i.D] = frame[i.A] - frame[i.B];
                    break;
                case Op.I64Mul:
                    frame[i.D] = frame[i.A] * frame[i.B];
                    break;
                case Op.I64And:
                    frame[i.D] = frame[i.A] & frame[i.B];
                    break;
                case Op.I64Or:
                    frame[i.D] = frame[i.A] | frame[i.B];
                    break;
                case Op.I64Xor:
                    frame[i.D] = frame[i.A] ^ frame[i.B];
                    break;
                case Op.I64DivS:
                    frame[i.D] = Divide(frame[i.A], frame[i.B]);
                    break;
                case Op.I64DivU:
                    frame[i.D] = (long)Divide((ulong)frame[i.A], (ulong)frame[i.B]);
                    break;
                case Op.I64RemS:
                    frame[i.D] = Remainder(frame[i.A], frame[i.B]);
                    break;
                case Op.I64RemU:
                    frame[i.D] = (long)Remainder((ulong)frame[i.A], (ulong)frame[i.B]);
                    break;
                case Op.I64Shl:
                    frame[i.D] = frame[i.A] << (int)frame[i.B];
                    break;
                case Op.I64ShrS:
                    frame[i.D] = frame[i.A] >> (int)frame[i.B];
                    break;
                case Op.I64ShrU:
                    frame[i.D] = frame[i.A] >>> (int)frame[i.B];
                    break;
                case Op.I64Rotl:
                    frame[i.D] = (long)BitOperations.RotateLeft((ulong)frame[i.A], (int)frame[i.B]);
                    break;
                case Op.I64Rotr:
                    frame[i.D] = (long)BitOperations.RotateRight((ulong)frame[i.A], (int)frame[i.B]);
                    break;
                case Op.I32WrapI64:
                case Op.I64ExtendI32S:
                    frame[i.D] = (int)frame[i.A];
                    break;
                case Op.I64ExtendI32U:
                    frame[i.D] = (uint)frame[i.A];
                    break;
                case Op.I32AddConst:
                    frame[i.D] = (int)frame[i.A] + i.B;
                    break;
                case Op.I64AddConst:
                    frame[i.D] = frame[i.A] + i.B;
                    break;
                case Op.I32AndConst:
                    frame[i.D] = (int)frame[i.A] & i.B;
                    break;
                case Op.I32ShlConst:
                    frame[i.D] = (int)frame[i.A] << i.B;
                    break;
                case Op.I32EqConst:
                    frame[i.D] = (int)frame[i.A] == i.B ? 1 : 0;
                    break;
                case Op.I32NeConst:
                    frame[i.D] = (int)frame[i.A] != i.B ? 1 : 0;
                    break;
                case Op.I32Load:
                case Op.I64Load32S:
                    frame[i.D] = BinaryPrimitives.ReadInt32LittleEndian(memory[Address(frame[i.A], i.B, 4, memory.Length)..]);
                    break;
                case Op.I64Load:
                    frame[i.D] = BinaryPrimitives.ReadInt64LittleEndian(memory[Address(frame[i.A], i.B, 8, memory.Length)..]);
                    break;
                case Op.I32Load8S:
                case Op.I64Load8S:
                    frame[i.D] = (sbyte)memory[Address(frame[i.A], i.B, 1, memory.Length)];
                    break;
                case Op.I32Load8U:
                case Op.I64Load8U:
                    frame[i.D] = memory[Address(frame[i.A], i.B, 1, memory.Length)];
                    break;
                case Op.I32Load16S:
                case Op.I64Load16S:
                    frame[i.D] = BinaryPrimitives.ReadInt16LittleEndian(memory[Address(frame[i.A], i.B, 2, memory.Length)..]);
                    break;
                case Op.I32Load16U:
                case Op.I64Load16U:
                    frame[i.D] = BinaryPrimitives.ReadUInt16LittleEndian(memory[Address(frame[i.A], i.B, 2, memory.Length)..]);
                    break;
                case Op.I64Load32U:
                    frame[i.D] = BinaryPrimitives.ReadUInt32LittleEndian(memory[Address(frame[i.A], i.B, 4, memory.Length)..]);
                    break;
                case Op.I32Store:
                case Op.I64Store32:
                    BinaryPrimitives.WriteInt32LittleEndian(memory[Address(frame[i.A], i.D, 4, memory.Length)..], (int)frame[i.B]);
                    break;
                case Op.I64Store:
                    BinaryPrimitives.WriteInt64LittleEndian(memory[Address(frame[i.A], i.D, 8, memory.Length)..], frame[i.B]);
                    break;
                case Op.I32Store8:
                case Op.I64Store8:
                    memory[Address(frame[i.A], i.D, 1, memory.Length)] = (byte)frame[i.B];
                    break;
                case Op.I32Store16:
                case Op.I64Store16:
                    BinaryPrimitives.WriteInt16LittleEndian(memory[Address(frame[i.A], i.D, 2, memory.Length)..], (short)frame[i.B]);
                    break;
                default:
                    throw new InvalidOperationException($"The compiler wrote {i.Op}, which the interpreter does not know.");
            }
        }
    }

    Span<long> Enter(CompiledFunction function, int first)
    {
        GrowStack(first + function.FrameSlots);
        var frame = _stack.AsSpan(first, function.FrameSlots);
        frame[function.ParameterSlots..function.LocalSlots].Clear();
        return frame;
    }

    void Push(in Caller caller, ref int depth)
    {
        // The outermost call counts too.
        if (depth + 1 >= _callers.Length)
        {
            throw new TrapException(TrapKind.CallDepthExceeded, $"calls are nested deeper than {_callers.Length} in {caller.Function.Name}");
        }

        _callers[depth++] = caller;
    }

    void CallHost(int index, Span<long> arguments)
    {
        var import = _module.Imports[index];
        var result = import.Function(new(this, arguments[..import.Type.Parameters.Length]));
        if (import.Type.Result != WasmType.None)
        {
            arguments[0] = import.Type.Result == WasmType.I32 ? (int)result : result;
        }
    }
}
