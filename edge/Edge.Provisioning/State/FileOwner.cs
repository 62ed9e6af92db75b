using System.ComponentModel;
using System.Diagnostics;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.Steps;

namespace LocalEnergyMarket.Edge.Provisioning.State;

/// <summary>
/// A technician works as root, the box's service does not: what the tool wrote and the service writes on belongs to whoever the folder belongs to. The TPM owner's secret is not among it.
/// </summary>
static class FileOwner
{
    public static async Task SettleAsync(Work work, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists(work.Config))
        {
            return;
        }

        BoxOptions options;
        try
        {
            options = work.Options();
        }
        catch (ProblemException)
        {
            // The step itself has said what is wrong with it.
            return;
        }

        foreach (var folder in Files(options).Where(File.Exists).GroupBy(file => Path.GetDirectoryName(file)!, StringComparer.Ordinal))
        {
            await GiveAsync(work, folder.Key, [.. folder], cancellationToken);
        }
    }

    static IEnumerable<string> Files(BoxOptions options) =>
    [
        options.IdentityFile, options.JournalFile, options.JournalFile + "-wal", options.JournalFile + "-shm", options.JournalFile + "-reserve",
    ];

    static async Task GiveAsync(Work work, string folder, string[] files, CancellationToken cancellationToken)
    {
        string? wrong;
        try
        {
            using var change = Process.Start(new ProcessStartInfo("chown", [$"--reference={folder}", "--", .. files]) { RedirectStandardError = true, UseShellExecute = false })!;
            var error = await change.StandardError.ReadToEndAsync(cancellationToken);
            await change.WaitForExitAsync(cancellationToken);
            wrong = change.ExitCode == 0 ? null : error.Trim();
        }
        catch (Win32Exception e)
        {
            wrong = e.Message;
        }

        if (wrong is not null)
        {
            work.Output.Note(
                "owner", work.Say("Besitzer der Dateien", "Owner of the files"),
                work.Say($"{folder}: {wrong}; der Dienst der Box muss sie schreiben können", $"{folder}: {wrong}; the box's service has to be able to write them"), new() { ["path"] = folder });
        }
    }
}
