using System.Diagnostics;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

public sealed class ProgramTests(ITestOutputHelper output)
{
    static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Programs", "programs.c");

    [Theory]
    [InlineData("-O0")]
    [InlineData("-O1")]
    [InlineData("-O2")]
    [InlineData("-Oz")]
    public void A_compiled_program_gives_what_node_gives(string optimisation)
    {
        var wasm = Clang.Compile(Source, optimisation);
        var calls = new List<(string, string, long[])> { ("grow", "(i32)->i32", [1]), ("grow", "(i32)->i32", [0]), ("grow", "(i32)->i32", [70000]) };
        for (long seed = 1; seed < 40; seed++)
        {
            calls.Add(("fib", "(i32)->i64", [seed % 20]));
            calls.Add(("sorted", "(i32)->i64", [seed]));
            calls.Add(("indirect", "(i32,i32)->i32", [seed, 200]));
            calls.Add(("machine", "(i32,i32)->i64", [seed, 500]));
            calls.Add(("widths", "(i32)->i64", [seed]));
            calls.Add(("bits", "(i64)->i64", [seed * 0x1234567890ABCDE]));
            calls.Add(("sieve", "(i32)->i32", [seed % 3]));
        }

        Assert.Equal(Node.Run(wasm, calls), Node.RunHere(wasm, calls, exportsMemory: true));
    }

    [Fact]
    public void The_same_run_takes_the_same_steps()
    {
        var wasm = Clang.Compile(Source, "-O2");

        var first = Steps(wasm, "sieve", 20);

        Assert.Equal(first, Steps(wasm, "sieve", 20));
        Assert.True(first > 20 * 1024, "a step is an instruction");
        output.WriteLine($"{first} steps");
    }

    [Fact]
    public void Speed_is_reported()
    {
        var module = WasmModule.Load(Clang.Compile(Source, "-O2"), new(), new());
        foreach (var (name, arguments) in new (string, long[])[] { ("sieve", [2000]), ("fib", [26]) })
        {
            using var instance = module.Instantiate(context: null, long.MaxValue);
            var clock = Stopwatch.GetTimestamp();
            instance.Invoke(name, arguments);
            output.WriteLine($"{name}: {instance.Steps / Stopwatch.GetElapsedTime(clock).TotalSeconds / 1e6:F0} million steps/s");
            Assert.NotEqual(0, instance.Steps);
        }
    }

    static long Steps(byte[] wasm, string name, long argument)
    {
        using var instance = WasmModule.Load(wasm, new(), new()).Instantiate(context: null, stepLimit: long.MaxValue);
        instance.Invoke(name, argument);
        return instance.Steps;
    }
}
