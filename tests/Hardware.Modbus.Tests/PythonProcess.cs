using System.Diagnostics;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>A Python script beside the tests, run by Debian's interpreter (package python3-pymodbus); killed at the end.</summary>
sealed class PythonProcess : IDisposable
{
    readonly Process _process;

    public PythonProcess(string script, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
    }

    public StreamReader Output => _process.StandardOutput;

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
