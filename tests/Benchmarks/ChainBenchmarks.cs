using BenchmarkDotNet.Attributes;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Benchmarks;

/// <summary>What the embedded chain spends its time on: signatures and WebAssembly.</summary>
public class ChainBenchmarks
{
    const int Rounds = 100_000;
    const int Steps = 3 + (23 * Rounds);

    /// <summary>
    /// <c>(func (export "mix") (param $n i32) (result i64) (local $x i64) …)</c>: $n rounds of a 64-bit xorshift, 23 instructions each.
    /// </summary>
    static readonly byte[] Mix =
    [
        0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00,
        0x01, 0x06, 0x01, 0x60, 0x01, 0x7F, 0x01, 0x7E, // type 0: (i32) -> i64
        0x03, 0x02, 0x01, 0x00, // one function of type 0
        0x07, 0x07, 0x01, 0x03, (byte)'m', (byte)'i', (byte)'x', 0x00, 0x00,
        0x0A, 0x36, 0x01, 0x34, 0x01, 0x01, 0x7E, // one body with one local i64
        0x42, 0x01, 0x21, 0x01, // x = 1
        0x03, 0x40, // loop
        0x20, 0x01, 0x20, 0x01, 0x42, 0x0D, 0x86, 0x85, 0x21, 0x01, // x ^= x << 13
        0x20, 0x01, 0x20, 0x01, 0x42, 0x07, 0x88, 0x85, 0x21, 0x01, // x ^= x >> 7
        0x20, 0x01, 0x20, 0x01, 0x42, 0x11, 0x86, 0x85, 0x21, 0x01, // x ^= x << 17
        0x20, 0x00, 0x41, 0x01, 0x6B, 0x22, 0x00, 0x0D, 0x00, // if --n goto loop
        0x0B, 0x20, 0x01, 0x0B,
    ];

    static readonly WasmModule Module = WasmModule.Load(Mix, new HostFunctions(), new ModuleRules());

    readonly PrivateKey _tpmLike = PrivateKey.Generate(KeyType.R1);
    readonly PrivateKey _operator = PrivateKey.Generate(KeyType.K1);
    readonly Checksum256 _digest = Checksum256.Hash("a transaction"u8);
    Signature? _r1;
    Signature? _k1;

    public static string Note => "a step: one WebAssembly instruction";

    [GlobalSetup]
    public void Setup()
    {
        (_r1, _k1) = (_tpmLike.Sign(_digest), _operator.Sign(_digest));
        using var instance = Module.Instantiate(context: null, stepLimit: long.MaxValue);
        instance.Invoke("mix", Rounds);
        if (instance.Steps != Steps)
        {
            throw new InvalidOperationException($"The module takes {instance.Steps} steps and not {Steps}: count them again.");
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _tpmLike.Dispose();
        _operator.Dispose();
    }

    [Benchmark]
    public PublicKey? RecoverR1() => _r1!.Recover(_digest);

    [Benchmark]
    public PublicKey? RecoverK1() => _k1!.Recover(_digest);

    [Benchmark(OperationsPerInvoke = Steps)]
    public long Step()
    {
        using var instance = Module.Instantiate(context: null, stepLimit: long.MaxValue);
        return instance.Invoke("mix", Rounds);
    }
}
