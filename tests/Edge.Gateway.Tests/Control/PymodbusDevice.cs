using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>A device that is controlled, by a Modbus implementation that nobody here wrote. It tells every register that is written.</summary>
sealed class PymodbusDevice : IAsyncDisposable
{
    public const byte Unit = 3;

    readonly Process _process;
    readonly Channel<(int Address, int Value)> _told = Channel.CreateUnbounded<(int, int)>();
    readonly Task _reading;

    PymodbusDevice(Process process, int port)
    {
        (_process, Port) = (process, port);
        _reading = ReadAsync();
    }

    public int Port { get; }

    /// <param name="registers">From address 0 on; 100 that are 0 if none are given.</param>
    public static async Task<PymodbusDevice> StartAsync(CancellationToken cancellation, params IReadOnlyList<ushort> registers)
    {
        await using var source = typeof(PymodbusDevice).Assembly.GetManifestResourceStream("device.py")!;
        using var reader = new StreamReader(source);
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", await reader.ReadToEndAsync(cancellation), .. registers.Count == 0 ? Array.Empty<string>() : [string.Join(',', registers)]]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var ready = await process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("pymodbus did not start");
        return new(process, int.Parse(ready.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>The next register that was written.</summary>
    public async Task<(int Address, int Value)> WrittenAsync(CancellationToken cancellation) => await _told.Reader.ReadAsync(cancellation);

    async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.Split(' ') is [var address, var value])
            {
                _told.Writer.TryWrite((int.Parse(address, CultureInfo.InvariantCulture), int.Parse(value, CultureInfo.InvariantCulture)));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _reading;
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
