using System.Diagnostics;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>Runs a program to its end.</summary>
public static class CommandLine
{
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="TestbedException">It ended with another exit status than 0; the message carries what it wrote.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        var (status, output, error) = await TryAsync(command, cancellation);
        return status == 0
            ? output
            : throw new TestbedException($"{string.Join(' ', command)} ended with exit status {status}: {error.Trim()} {output.Trim()}");
    }

    public static async Task<(int Status, string Output, string Error)> TryAsync(
        IReadOnlyList<string> command, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null, string? inputFile = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) 
        {
            RedirectStandardInput = inputFile is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start) ?? throw new TestbedException($"{command[0]} did not start.");
        if (inputFile is not null)
        {
            // Left open: a program at a terminal takes the end of its input for somebody who goes away.
            await process.StandardInput.WriteAsync(await File.ReadAllTextAsync(inputFile, cancellation));
            await process.StandardInput.FlushAsync(cancellation);
        }

        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
