using System.Diagnostics;

namespace LocalEnergyMarket.Hardware.Gpio.Tests.Peer;

/// <summary>The compiler that the smart contract needs anyway.</summary>
static class CCompiler
{
    /// <returns>What it said; empty if it had nothing to say.</returns>
    public static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("clang-19", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException(said);
    }
}
