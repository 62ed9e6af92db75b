using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LocalEnergyMarket.Hardware.Simulator.Tests;

/// <summary>The simulator as a user starts it.</summary>
sealed partial class SimulatorProcess : IDisposable
{
    const int Sigterm = 15;

    readonly Process _process;

    public SimulatorProcess(params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Hardware.Simulator"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>What the ready file says, once it is there.</summary>
    public async Task<JsonElement> ReadyAsync(string readyFile, CancellationToken cancellationToken)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(readyFile)!) { EnableRaisingEvents = true };
        var moved = new TaskCompletionSource();
        watcher.Renamed += (_, _) => moved.TrySetResult();
        if (!File.Exists(readyFile))
        {
            await Task.WhenAny(moved.Task, _process.WaitForExitAsync(cancellationToken));
        }

        return JsonDocument.Parse(await File.ReadAllBytesAsync(readyFile, cancellationToken)).RootElement;
    }

    public async Task<(int ExitCode, string Error)> EndAsync(CancellationToken cancellationToken)
    {
        var error = await _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, error);
    }

    public void Terminate() => Assert.Equal(0, Kill(_process.Id, Sigterm));

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
