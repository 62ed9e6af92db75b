using System.Security.Cryptography;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class CryptographyImports
{
    /// <summary>Steps charged for one recovery: 150 µs, about what a node needs.</summary>
    const int RecoverSteps = 150 * StepBudget.StepsPerMicrosecond;

    delegate byte[] Hash(ReadOnlySpan<byte> data);

    public static HostFunctions AddCryptography(this HostFunctions imports)
    {
        AddHash(imports, "sha1", Sha1);
        AddHash(imports, "sha256", SHA256.HashData);
        AddHash(imports, "sha512", SHA512.HashData);
        AddHash(imports, "ripemd160", Ripemd160.HashData);
        return imports
            .Add(Module, "recover_key", "(i32,i32,i32,i32,i32)->i32", call =>
            {
                var key = Recover(call).Packed().AsSpan();
                key[..Math.Min(key.Length, (int)Math.Min(call.U32(4), int.MaxValue))].CopyTo(call.Bytes(3, 4));
                return key.Length;
            })
            .Add(Module, "assert_recover_key", "(i32,i32,i32,i32,i32)->()", call =>
            {
                if (!Recover(call).Packed().AsSpan().SequenceEqual(call.Bytes(3, 4)))
                {
                    throw new ChainException(ErrorKind.CryptoApi, "assert_recover_key", "Error expected key different than recovered key");
                }
            });
    }

    static void AddHash(HostFunctions imports, string name, Hash hash) => imports
        .Add(Module, name, "(i32,i32,i32)->()", (HostProcedure)(call => Compute(call, hash).CopyTo(call.Fixed(2, hash([]).Length))))
        .Add(Module, $"assert_{name}", "(i32,i32,i32)->()", (HostProcedure)(call =>
        {
            var computed = Compute(call, hash);
            if (!computed.AsSpan().SequenceEqual(call.Fixed(2, computed.Length)))
            {
                throw new ChainException(ErrorKind.CryptoApi, $"assert_{name}", "hash mismatch");
            }
        }));

    static byte[] Compute(HostCall call, Hash hash)
    {
        call.Charge(100 + (call.U32(1) / 4));
        return hash(call.Bytes(0, 1));
    }

    static PublicKey Recover(HostCall call)
    {
        call.Charge(RecoverSteps);
        return SignatureRecovery.InContract(call.Bytes(1, 2), call.Fixed(0, 32));
    }

    // Contracts on a public chain may use it, so the import has to be there.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "An intrinsic that contracts may call by name.")]
    static byte[] Sha1(ReadOnlySpan<byte> data) => SHA1.HashData(data);
}
