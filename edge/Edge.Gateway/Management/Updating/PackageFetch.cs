using System.Security.Cryptography;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>Fetches a package from the backends, beside the stream and over the same proxy. What is there already is not fetched again, whatever interrupted it.</summary>
public sealed class PackageFetch(IReadOnlyList<Uri> backends, BackendAccess access, TimeProvider real)
{
    /// <summary>So often in a row without a byte, then it is given up.</summary>
    const int MostFailures = 8;

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <param name="update">Which package.</param>
    /// <param name="folder">Where it goes; others that lie there are deleted.</param>
    /// <param name="progress">Told from 0 to 100.</param>
    /// <param name="cancellationToken">Ends it; what came is kept.</param>
    /// <returns>The file; it is the package that was named.</returns>
    /// <exception cref="CommandFailedException">No backend gives it, or gives something else.</exception>
    public async Task<string> FetchAsync(SoftwareUpdate update, string folder, Action<uint> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var path = Prepare(folder, Convert.ToHexStringLower(update.PackageSha256.Span));
        var failures = 0;
        for (var attempt = 0; new FileInfo(path) is not { Exists: true } file || file.Length < update.PackageBytes; attempt++)
        {
            var before = Length(path);
            try
            {
                await FetchOnceAsync(backends[attempt % backends.Count], update, path, progress, cancellationToken);
            }
            catch (Exception e) when (e is LemException or IdentityException && !cancellationToken.IsCancellationRequested)
            {
                failures = Length(path) > before ? 0 : failures + 1;
                if (failures == MostFailures)
                {
                    throw new CommandFailedException(
                        CommandFailureKind.Failed, $"The package could not be fetched: {(e is LemException failure ? BackendConnection.Explain(failure) : e.Message)}", e);
                }

                var pause = FirstPause * Math.Pow(2, failures);
                await Task.Delay(pause < LongestPause ? pause : LongestPause, real, cancellationToken);
            }
        }

        await using var whole = File.OpenRead(path);
        var sha256 = await SHA256.HashDataAsync(whole, cancellationToken);
        if (whole.Length == update.PackageBytes && update.PackageSha256.Span.SequenceEqual(sha256))
        {
            return path;
        }

        whole.Close();
        File.Delete(path);
        throw new CommandFailedException(CommandFailureKind.Failed, "What was fetched is not the package that was ordered. Order it again.");
    }

    async Task FetchOnceAsync(Uri backend, SoftwareUpdate update, string path, Action<uint> progress, CancellationToken cancellationToken)
    {
        using var connection = BackendConnection.Open(backend, access);
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
        using var call = connection.Client.FetchPackage(new() { Sha256 = update.PackageSha256, Offset = file.Position }, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var data = call.ResponseStream.Current.Data;
            if (file.Position + data.Length > update.PackageBytes)
            {
                throw new CommandFailedException(CommandFailureKind.Failed, $"The backend sends more than the {update.PackageBytes} bytes that were ordered.");
            }

            await file.WriteAsync(data.Memory, cancellationToken);
            progress((uint)(file.Position * 100 / update.PackageBytes));
        }

        file.Flush(flushToDisk: true);
        if (file.Position < update.PackageBytes)
        {
            throw new CommandFailedException(CommandFailureKind.Failed, $"The backend has only {file.Position} of {update.PackageBytes} bytes of the package.");
        }
    }

    static string Prepare(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        foreach (var other in Directory.EnumerateFiles(folder).Where(file => file != path))
        {
            File.Delete(other);
        }

        return path;
    }

    static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
