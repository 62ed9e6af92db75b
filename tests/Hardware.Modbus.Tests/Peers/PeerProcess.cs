using System.Diagnostics;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>A program that we talk to; killed at the end.</summary>
sealed class PeerProcess : IDisposable
{
    readonly Process _process;

    public PeerProcess(string program, params string[] arguments) => _process = Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
    })!;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>A script beside the tests, run by Debian's interpreter (packages python3-pymodbus, python3-serial-asyncio).</summary>
    public static PeerProcess Python(string script, params string[] arguments) =>
        new("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. arguments]);

    /// <summary>The second word of the line by which a server says that it serves: its port or device.</summary>
    public async Task<string> ReadyAsync(CancellationToken cancellationToken)
    {
        var line = await Output.ReadLineAsync(cancellationToken);
        return line?.Split(' ') is ["ready", var place] ? place : throw new InvalidOperationException($"The peer says '{line}' instead of being ready.");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
