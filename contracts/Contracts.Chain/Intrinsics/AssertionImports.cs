using System.Text;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class AssertionImports
{
    const int LongestMessage = 1024;

    public static HostFunctions AddAssertions(this HostFunctions imports) => imports
        .Add(Module, "eosio_assert", "(i32,i32)->()", (HostProcedure)(call =>
        {
            if (call.I32(0) == 0)
            {
                var text = call.Text(1);
                throw Rules.Assertion(text.Length > LongestMessage ? text[..LongestMessage] : text);
            }
        }))
        .Add(Module, "eosio_assert_message", "(i32,i32,i32)->()", (HostProcedure)(call =>
        {
            if (call.I32(0) == 0)
            {
                var text = call.Bytes(1, 2);
                throw Rules.Assertion(Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestMessage)]));
            }
        }))
        .Add(Module, "eosio_assert_code", "(i32,i64)->()", (HostProcedure)(call =>
        {
            if (call.I32(0) == 0)
            {
                throw new ChainException(
                    ErrorKind.ContractAssertionCode,
                    "eosio_assert_code",
                    "assertion failure with error code: ${error_code}",
                    ("error_code", ChainJson.Number(call.U64(1)))) { ContractErrorCode = call.U64(1) };
            }
        }))
        .Add(Module, "eosio_exit", "(i32)->()", (HostProcedure)(_ => throw new ContractExit()))
        .Add(Module, "abort", "()->()", (HostProcedure)(_ => throw new ChainException(ErrorKind.Unspecified, "abort", "abort() called")));
}
