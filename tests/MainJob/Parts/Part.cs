using LocalEnergyMarket.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>One program of the system: it can be killed and started again, on the same data.</summary>
public sealed class Part
{
    readonly string _folder;
    readonly IReadOnlyList<string> _command;
    readonly string? _readyFile;
    ChildProcess? _process;

    /// <param name="name">What messages call it; also the name of its log.</param>
    /// <param name="folder">Where it runs and writes its log.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="readyFile">The file that it writes when it is ready; it is removed before each start.</param>
    internal Part(string name, string folder, IReadOnlyList<string> command, string? readyFile)
    {
        (Name, _folder, _command, _readyFile) = (name, folder, command, readyFile);
        Directory.CreateDirectory(folder);
    }

    public string Name { get; }

    /// <summary>Standard output and standard error of all its lives.</summary>
    public string LogFile => Path.Combine(_folder, Name + ".log");

    /// <summary>Whether it ended although nobody asked it to.</summary>
    public bool Died => _process?.HasExited == true;

    /// <exception cref="TestbedException">It did not come up; the message carries the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_readyFile is not null)
        {
            File.Delete(_readyFile);
        }

        _process = ChildProcess.Start(Name, _folder, _command);
        if (_readyFile is not null)
        {
            await _process.FileAsync(_readyFile, cancellation);
        }
    }

    /// <summary>As a power cut would.</summary>
    public async Task KillAsync()
    {
        var process = Running();
        _process = null;
        await process.KillAsync();
        await process.DisposeAsync();
    }

    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    internal Task UntilAsync(string what, Func<CancellationToken, Task<bool>> condition, CancellationToken cancellation) =>
        Running().UntilAsync(what, condition, TimeSpan.FromSeconds(60), cancellation);

    ChildProcess Running() => _process ?? throw new InvalidOperationException($"{Name} is not running.");
}
