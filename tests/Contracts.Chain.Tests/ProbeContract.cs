using System.Diagnostics;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>Small contracts of the tests' own, compiled once a run.</summary>
static class ProbeContract
{
    static readonly Lazy<byte[]> Compiled = new(() => Compile("probe.cpp"));
    static readonly Lazy<byte[]> CompiledKeeper = new(() => Compile("keeper.cpp"));

    public static byte[] Wasm => Compiled.Value;

    /// <summary>Calls what a bios contract calls, and keeps rows whose sizes and payers a test chooses.</summary>
    public static byte[] Keeper => CompiledKeeper.Value;

    static byte[] Compile(string file)
    {
        var folder = Directory.CreateTempSubdirectory("lem-probe-").FullName;
        try
        {
            var source = Path.Combine(AppContext.BaseDirectory, "Data", file);
            var (compiled, wasm) = (Path.Combine(folder, "probe.o"), Path.Combine(folder, "probe.wasm"));
            Run("clang++-19", "--target=wasm32", "-mcpu=mvp", "-std=c++20", "-Oz", "-Wall", "-ffreestanding", "-nostdlib", "-fno-exceptions", "-fno-rtti",
                "-fvisibility=hidden", "-c", "-o", compiled, source);
            Run("wasm-ld-19", "--no-entry", "--export=apply", "--allow-undefined", "--stack-first", "-z", "stack-size=8192", "--strip-all", "-o", wasm, compiled);
            return File.ReadAllBytes(wasm);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }
}
