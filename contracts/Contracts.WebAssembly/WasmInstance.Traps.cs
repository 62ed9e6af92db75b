using System.Runtime.CompilerServices;

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <content>The operations that can trap (WebAssembly 1.0, section 4.3.2).</content>
public sealed partial class WasmInstance
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Address(long address, int offset, int bytes, int memoryBytes)
    {
        var start = (ulong)(uint)address + (uint)offset;
        if (start + (uint)bytes > (uint)memoryBytes)
        {
            ThrowOutOfBounds(start, bytes, memoryBytes);
        }

        return (int)start;
    }

    static void ThrowOutOfBounds(ulong start, int bytes, int memoryBytes) =>
        throw new TrapException(TrapKind.MemoryOutOfBounds, $"{bytes} bytes at {start}, the memory has {memoryBytes}");

    static int Divide(int a, int b) => a == int.MinValue && b == -1 ? throw Overflow() : a / NotZero(b);

    static long Divide(long a, long b) => a == long.MinValue && b == -1 ? throw Overflow() : a / NotZero(b);

    static uint Divide(uint a, uint b) => b == 0 ? throw ByZero() : a / b;

    static ulong Divide(ulong a, ulong b) => b == 0 ? throw ByZero() : a / b;

    static int Remainder(int a, int b) => b == -1 ? 0 : a % NotZero(b);

    static long Remainder(long a, long b) => b == -1 ? 0 : a % NotZero(b);

    static uint Remainder(uint a, uint b) => b == 0 ? throw ByZero() : a % b;

    static ulong Remainder(ulong a, ulong b) => b == 0 ? throw ByZero() : a % b;

    static int NotZero(int value) => value == 0 ? throw ByZero() : value;

    static long NotZero(long value) => value == 0 ? throw ByZero() : value;

    static TrapException ByZero() => new(TrapKind.DivideByZero, "the divisor is 0");

    static TrapException Overflow() => new(TrapKind.IntegerOverflow, "the smallest integer divided by -1");

    int TableElement(uint element, int type)
    {
        if (element >= (uint)_module.Table.Length)
        {
            throw new TrapException(TrapKind.UndefinedElement, $"element {element} of a table of {_module.Table.Length}");
        }

        var index = _module.Table[element];
        if (index < 0)
        {
            throw new TrapException(TrapKind.UninitializedElement, $"element {element}");
        }

        var actual = index < _module.Imports.Length ? _module.Imports[index].Type : _module.Functions[index - _module.Imports.Length].Type;
        var expected = _module.Types[type];
        return actual.Equals(expected)
            ? index
            : throw new TrapException(TrapKind.IndirectCallTypeMismatch, $"element {element} is {actual}, called as {expected}");
    }
}
