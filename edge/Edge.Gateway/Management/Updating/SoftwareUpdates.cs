using System.ComponentModel;
using System.Diagnostics;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>Puts another version of the box's software into the slot that does not run, and makes it the next one, on trial.</summary>
/// <param name="slots">Null if the software was not installed in slots.</param>
/// <param name="keys">Whose signature is believed.</param>
public sealed class SoftwareUpdates(Slots? slots, UpdateOptions? keys, string configurationPath, PackageFetch fetch)
{
    static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(300);
    static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(60);

    /// <summary>Whether an order could be carried out at all, and what it says of itself allows it.</summary>
    /// <exception cref="CommandFailedException">It could not.</exception>
    public void MustBePossible(SoftwareUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (slots is null)
        {
            throw new CommandFailedException(CommandFailureKind.Unsupported, "This box's software was not installed in slots: update it as it was installed.");
        }

        if (keys is not { Keys.Count: > 0 })
        {
            throw new CommandFailedException(CommandFailureKind.Unsupported, "Updates.Keys has no key whose packages this box would take: a technician has to enter one on site.");
        }

        if (update.PackageSha256.Length != 32 || update.PackageBytes is <= 0 or > SignedPackage.MostBytes)
        {
            throw new CommandFailedException(CommandFailureKind.Refused, $"The package's SHA-256 or size ({update.PackageBytes}) is none.");
        }

        MustBeNewer(update.Version, update.AllowDowngrade);
    }

    /// <summary>Fetches, checks, unpacks, tries and switches. The box is to be restarted then.</summary>
    /// <param name="meters">Those that answer now.</param>
    /// <param name="progress">Told now and then.</param>
    /// <exception cref="CommandFailedException">It does not work out; the box runs on as before.</exception>
    /// <exception cref="IOException">The disk is full, or a folder cannot be written.</exception>
    public async Task InstallAsync(BoxCommand command, IReadOnlyList<uint> meters, Action<BoxCommandResult> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var update = command.Update;
        var told = 0U;
        var path = await fetch.FetchAsync(
            update,
            slots!.In("download"),
            percent =>
            {
                if (percent >= told + 10)
                {
                    told = percent;
                    progress(new() { CommandId = command.CommandId, Progress = new() { Detail = $"The box fetches version {update.Version}.", Percent = percent } });
                }
            },
            cancellationToken);
        await InstallAsync(path, update, command.CommandId, meters, step: null, cancellationToken);
    }

    /// <param name="step">Told before each step is done, for tests that interrupt it.</param>
    internal async Task InstallAsync(string path, SoftwareUpdate update, string commandId, IReadOnlyList<uint> meters, Action<string>? step, CancellationToken cancellationToken)
    {
        var package = await PackageFile.OpenAsync(path, keys!.Keys, cancellationToken);
        MustFit(package.Package.Manifest, update);
        var (fresh, target) = (slots!.In(slots.Other + ".new"), slots.In(slots.Other));
        step?.Invoke("clear");
        Remove(fresh);
        step?.Invoke("unpack");
        await package.UnpackAsync(fresh, cancellationToken);
        step?.Invoke("remove");
        Remove(target);
        step?.Invoke("rename");
        Directory.Move(fresh, target);
        AtomicFile.SyncFolder(slots.Root);
        step?.Invoke("check");
        await MustRunAsync(Path.Combine(target, Path.GetFileName(Environment.ProcessPath!)), cancellationToken);
        var patience = update.HealthSeconds == 0 ? DefaultPatience : TimeSpan.FromSeconds(update.HealthSeconds);
        SoftwareTrial.Begin(slots, package.Package.Manifest.Version, commandId, patience, meters, step);
        File.Delete(path);
    }

    void MustFit(PackageManifest manifest, SoftwareUpdate update)
    {
        if (manifest.Version != update.Version)
        {
            throw Refused($"The package is version {manifest.Version}, ordered was {update.Version}.");
        }

        if (manifest.Architecture != Installation.Architecture)
        {
            throw Refused($"The package is for {manifest.Architecture}; this box is {Installation.Architecture}.");
        }

        MustBeNewer(manifest.Version, update.AllowDowngrade);
        if (manifest.MinimumPreviousVersion.Length > 0 && Running() < SignedPackage.VersionOf(manifest.MinimumPreviousVersion))
        {
            throw Refused($"The package updates {manifest.MinimumPreviousVersion} and later; this box has {slots!.Version}: update it to a version between first.");
        }
    }

    void MustBeNewer(string version, bool allowDowngrade)
    {
        var ordered = SignedPackage.VersionOf(version) ?? throw Refused($"'{version}' is no version such as 1.4.0.");
        if (ordered <= Running() && !allowDowngrade)
        {
            throw Refused($"The box has version {slots!.Version} already, and {version} is not newer: order it with allow_downgrade if that is meant.");
        }
    }

    Version Running() => SignedPackage.VersionOf(slots!.Version) ?? new(0, 0);

    /// <summary>The new program is run once without touching anything: whether it starts here at all, and takes the configuration.</summary>
    async Task MustRunAsync(string program, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, ["--check", "--config", configurationPath]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var ofThisService in (string[])["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"])
        {
            start.Environment.Remove(ofThisService);
        }

        try
        {
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(CheckPatience);
            try
            {
                var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
                await process.WaitForExitAsync(limit.Token);
                await output;
                if (process.ExitCode != 0)
                {
                    throw Failed($"it does not take this box's configuration, or cannot run here (exit status {process.ExitCode}): {(await error).Trim()}");
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                throw Failed($"it did not end its check within {CheckPatience.TotalSeconds:0} s");
            }
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException(CommandFailureKind.Failed, $"The new version is not used: it cannot be started: {e.Message}", e);
        }
    }

    static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static CommandFailedException Refused(string message) => new(CommandFailureKind.Refused, message);

    static CommandFailedException Failed(string why) => new(CommandFailureKind.Failed, $"The new version is not used: {why}");
}
