using System.Diagnostics;
using System.Globalization;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>A server in its own process; it ends when this one closes its standard input, or ends.</summary>
sealed class ServerProcess : IDisposable
{
    readonly Process _process;

    public ServerProcess(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        // As a program of the web SDK runs; the other server is C++ and does not read it.
        start.Environment["DOTNET_gcServer"] = "1";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var ports = _process.StandardOutput.ReadLine()?.Split(' ') ?? [];
        if (ports.Length != 2)
        {
            throw new InvalidOperationException($"{program} ended before it listened.");
        }

        (PlainPort, TlsPort) = (int.Parse(ports[0], CultureInfo.InvariantCulture), int.Parse(ports[1], CultureInfo.InvariantCulture));
    }

    public int PlainPort { get; }

    public int TlsPort { get; }

    public long ResidentBytes => Resident.Bytes(_process.Id);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
