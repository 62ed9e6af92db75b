using System.Diagnostics;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>
/// A program the testbed runs. It dies with the testbed, whatever ends that: the kernel sends it SIGTERM when its parent goes
/// (<c>setpriv --pdeathsig</c>), and disposing stops it first. It has a session of its own: Ctrl-C reaches the testbed alone, which then
/// stops its programs in order. Its output is kept in a file.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly Task _copying;

    ChildProcess(string name, Process process, string logFile)
    {
        (Name, _process, LogFile) = (name, process, logFile);
        _copying = CopyOutputAsync(process, logFile);
    }

    public string Name { get; }

    /// <summary>Standard output and standard error, in the order they came.</summary>
    public string LogFile { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <param name="name">What messages call it.</param>
    /// <param name="folder">Where it runs and where its log is written.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables in addition to the testbed's own.</param>
    public static ChildProcess Start(
        string name, string folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["setpriv", "--pdeathsig", "TERM", "--", .. command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[key] = value;
        }

        var process = ParentThread.Start(start);
        process.StandardInput.Close();
        return new(name, process, Path.Combine(folder, name + ".log"));
    }

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TestbedException">The program ended first, or the time ran out; the message carries the end of its log.</exception>
    public async Task UntilAsync(string what, Func<CancellationToken, Task<bool>> condition, TimeSpan limit, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(limit);
        try
        {
            while (!await condition(timeout.Token))
            {
                if (_process.HasExited)
                {
                    await _copying;
                    throw new TestbedException($"{Name} ended with exit status {_process.ExitCode} before {what}. {await LogEndAsync()}");
                }

                await Task.Delay(20, timeout.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TestbedException($"{Name}: {what} did not happen within {limit.TotalSeconds:0} s. {await LogEndAsync()}");
        }
    }

    /// <summary>Waits until the program has written the file, and returns its text.</summary>
    public async Task<string> FileAsync(string path, CancellationToken cancellation)
    {
        await UntilAsync($"it wrote {Path.GetFileName(path)}", _ => Task.FromResult(File.Exists(path)), TimeSpan.FromSeconds(60), cancellation);
        return await File.ReadAllTextAsync(path, cancellation);
    }

    /// <summary>As a power cut would: SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _copying;
    }

    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        await _copying;
        return _process.ExitCode;
    }

    /// <summary>Asks it to end (SIGTERM), and kills it after ten seconds.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        Signals.Terminate(_process.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _copying;
        _process.Dispose();
    }

    static async Task CopyOutputAsync(Process process, string logFile)
    {
        await using var log = TextWriter.Synchronized(new StreamWriter(
            new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true });
        await Task.WhenAll(CopyAsync(process.StandardOutput, log), CopyAsync(process.StandardError, log));
    }

    static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
        }
    }

    async Task<string> LogEndAsync()
    {
        await using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return $"The end of {LogFile}: {string.Join(" | ", lines.TakeLast(5))}";
    }
}
