using System.Buffers.Binary;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

/// <summary>128-bit arithmetic that compilers call by name: the result's address, then the operands as low and high halves.</summary>
static class CompilerBuiltinImports
{
    const string Shift = "(i32,i64,i64,i32)->()";
    const string Binary = "(i32,i64,i64,i64,i64)->()";

    public static HostFunctions AddCompilerBuiltins(this HostFunctions imports) => imports
        .Add(Module, "__ashlti3", Shift, call => Write(call, call.I32(3) >= 128 ? 0 : Left(call) << call.I32(3)))
        .Add(Module, "__lshlti3", Shift, call => Write(call, call.I32(3) >= 128 ? 0 : Left(call) << call.I32(3)))
        .Add(Module, "__lshrti3", Shift, call => Write(call, call.I32(3) >= 128 ? 0 : Left(call) >> call.I32(3)))
        .Add(Module, "__ashrti3", Shift, call => Write(call, (UInt128)((Int128)Left(call) >> Math.Min(call.I32(3), 127))))
        .Add(Module, "__multi3", Binary, call => Write(call, unchecked(Left(call) * Right(call))))
        .Add(Module, "__divti3", Binary, call => Write(call, Signed(call, static (a, b) => a / b)))
        .Add(Module, "__modti3", Binary, call => Write(call, Signed(call, static (a, b) => b == -1 ? 0 : a % b)))
        .Add(Module, "__udivti3", Binary, call => Write(call, Left(call) / NonZero(Right(call))))
        .Add(Module, "__umodti3", Binary, call => Write(call, Left(call) % NonZero(Right(call))));

    static UInt128 Left(HostCall call) => new(call.U64(2), call.U64(1));

    static UInt128 Right(HostCall call) => new(call.U64(4), call.U64(3));

    static UInt128 Signed(HostCall call, Func<Int128, Int128, Int128> operation)
    {
        var divisor = (Int128)NonZero(Right(call));
        var dividend = (Int128)Left(call);
        return divisor == -1 && dividend == Int128.MinValue ? (UInt128)dividend : (UInt128)operation(dividend, divisor);
    }

    static UInt128 NonZero(UInt128 divisor) =>
        divisor == 0 ? throw new ChainException(ErrorKind.WasmExecution, "apply", "divide by zero") : divisor;

    static void Write(HostCall call, UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(call.Fixed(0, 16), value);
}
