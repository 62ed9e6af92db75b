using System.Globalization;
using System.Text;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class ConsoleImports
{
    public static HostFunctions AddConsole(this HostFunctions imports) => imports
        .Add(Module, "prints", "(i32)->()", call => call.Action().Print(call.Text(0)))
        .Add(Module, "prints_l", "(i32,i32)->()", call => call.Action().Print(Encoding.UTF8.GetString(call.Bytes(0, 1))))
        .Add(Module, "printi", "(i64)->()", call => call.Action().Print(call.I64(0).ToString(CultureInfo.InvariantCulture)))
        .Add(Module, "printui", "(i64)->()", call => call.Action().Print(call.U64(0).ToString(CultureInfo.InvariantCulture)))
        .Add(Module, "printi128", "(i32)->()", call => call.Action().Print(
            ((Int128)HostCallExtensions.ReadUInt128(call.Fixed(0, 16))).ToString(CultureInfo.InvariantCulture)))
        .Add(Module, "printui128", "(i32)->()", call => call.Action().Print(
            HostCallExtensions.ReadUInt128(call.Fixed(0, 16)).ToString(CultureInfo.InvariantCulture)))
        .Add(Module, "printn", "(i64)->()", call => call.Action().Print(call.Name(0).ToString()))
        .Add(Module, "printhex", "(i32,i32)->()", call => call.Action().Print(Convert.ToHexStringLower(call.Bytes(0, 1))));
}
