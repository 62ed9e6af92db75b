using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>A device that is controlled, by a Modbus implementation that nobody here wrote. It tells every register that is written.</summary>
sealed class PymodbusDevice : IDisposable
{
    public const byte Unit = 3;

    readonly Process _process;

    PymodbusDevice(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public ConcurrentQueue<(int Address, int Value)> Writes { get; } = new();

    public static async Task<PymodbusDevice> StartAsync(CancellationToken cancellation)
    {
        await using var source = typeof(PymodbusDevice).Assembly.GetManifestResourceStream("device.py")!;
        using var reader = new StreamReader(source);
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", await reader.ReadToEndAsync(cancellation)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var ready = await process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("pymodbus did not start");
        var device = new PymodbusDevice(process, int.Parse(ready.Split(' ')[1], CultureInfo.InvariantCulture));
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.Split(' ') is [var address, var value])
            {
                device.Writes.Enqueue((int.Parse(address, CultureInfo.InvariantCulture), int.Parse(value, CultureInfo.InvariantCulture)));
            }
        };
        process.BeginOutputReadLine();
        return device;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
