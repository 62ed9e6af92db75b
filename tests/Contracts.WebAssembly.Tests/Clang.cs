using System.Diagnostics;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

/// <summary>Compiles the C programs beside the tests, with the tools that compile the contract.</summary>
static class Clang
{
    public static byte[] Compile(string source, string optimisation)
    {
        var folder = Directory.CreateTempSubdirectory("lem-wasm-");
        try
        {
            var file = Path.Combine(folder.FullName, "out.o");
            var wasm = Path.Combine(folder.FullName, "out.wasm");
            Run("clang-19", "--target=wasm32", "-mcpu=mvp", "-ffreestanding", "-fno-builtin", "-nostdlib", optimisation, "-c", "-o", file, source);
            Run("wasm-ld-19", "--no-entry", "--stack-first", "-z", "stack-size=8192", "--strip-all", "-o", wasm, file);
            return File.ReadAllBytes(wasm);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
