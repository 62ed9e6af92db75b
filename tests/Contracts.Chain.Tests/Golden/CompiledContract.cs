using System.Diagnostics;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>A contract of the tests' own, from its source in Data.</summary>
static class CompiledContract
{
    public static byte[] Compile(string source)
    {
        var folder = Directory.CreateTempSubdirectory("lem-contract-").FullName;
        try
        {
            var (compiled, wasm) = (Path.Combine(folder, "contract.o"), Path.Combine(folder, "contract.wasm"));
            Run("clang++-19", "--target=wasm32", "-mcpu=mvp", "-std=c++20", "-Oz", "-Wall", "-ffreestanding", "-nostdlib", "-fno-exceptions", "-fno-rtti",
                "-c", "-o", compiled, Path.Combine(AppContext.BaseDirectory, "Data", source));
            Run("wasm-ld-19", "--no-entry", "--export=apply", "--allow-undefined", "--stack-first", "-z", "stack-size=16384", "--strip-all", "-o", wasm, compiled);
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
