using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class MemoryImports
{
    public static HostFunctions AddMemory(this HostFunctions imports) => imports
        .Add(Module, "memcpy", "(i32,i32,i32)->i32", Copy)
        .Add(Module, "memmove", "(i32,i32,i32)->i32", Copy)
        .Add(Module, "memset", "(i32,i32,i32)->i32", call =>
        {
            call.Charge(call.U32(2) / 16);
            call.Bytes(0, 2).Fill((byte)call.I32(1));
            return call.I32(0);
        })
        .Add(Module, "memcmp", "(i32,i32,i32)->i32", call =>
        {
            call.Charge(call.U32(2) / 16);
            return Math.Sign(call.Bytes(0, 2).SequenceCompareTo(call.Bytes(1, 2)));
        });

    static long Copy(HostCall call)
    {
        call.Charge(call.U32(2) / 16);
        call.Bytes(1, 2).CopyTo(call.Bytes(0, 2));
        return call.I32(0);
    }
}
