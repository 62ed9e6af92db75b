using System.Text;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class AssertionImports
{
    const int LongestMessage = 1024;

    /// <summary>Error codes from here on are the chain's own.</summary>
    const ulong FirstReserved = 10_000_000_000_000_000_000;

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
                throw Code(call.U64(1));
            }
        }))
        .Add(Module, "eosio_exit", "(i32)->()", (HostProcedure)(_ => throw new ContractExit()))
        .Add(Module, "abort", "()->()", (HostProcedure)(_ => throw new ChainException(ErrorKind.Abort, "abort", "abort() called")));

    static ChainException Code(ulong code) => code < FirstReserved
        ? new(
            ErrorKind.ContractAssertionCode,
            "eosio_assert_code",
            "assertion failure with error code: ${error_code}",
            ("error_code", ChainJson.Number(code))) { ContractErrorCode = code }
        : new(
            ErrorKind.RestrictedErrorCode,
            "eosio_assert_code",
            "eosio_assert_code called with reserved error code: ${error_code}",
            ("error_code", ChainJson.Number(code))) { ContractErrorCode = FirstReserved + 1 };
}
