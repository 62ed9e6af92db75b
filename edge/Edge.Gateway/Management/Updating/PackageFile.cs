using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>A software package on the disk: checked whole before a byte of it is used, then unpacked.</summary>
public sealed class PackageFile
{
    const long MostUnpacked = 1L << 30;
    const int MostEntries = 20_000;

    /// <summary>What a file of a package may allow: all to its owner, reading and running to others.</summary>
    const UnixFileMode Allowed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    readonly string _path;
    readonly long _content;

    PackageFile(string path, SignedPackage package, long content) => (_path, Package, _content) = (path, package, content);

    public SignedPackage Package { get; }

    /// <summary>Opens a package that one of the keys has signed and whose content is whole.</summary>
    /// <exception cref="CommandFailedException">It is none, nobody who may has signed it, or it is damaged.</exception>
    public static async Task<PackageFile> OpenAsync(string path, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var package = await SignedPackage.ReadAsync(file, cancellationToken);
            var digest = SignedPackage.Digest(package.Head.Manifest.Span);
            if (!keys.Any(key => UpdateKey.Verifies(key, digest, package.Head.Signature.Span)))
            {
                throw new CommandFailedException(CommandFailureKind.Refused, "The package is signed by none of the keys in Updates.Keys.");
            }

            var content = file.Position;
            var sha256 = await SHA256.HashDataAsync(file, cancellationToken);
            if (file.Length - content != package.Manifest.ContentBytes || !package.Manifest.ContentSha256.Span.SequenceEqual(sha256))
            {
                throw new CommandFailedException(CommandFailureKind.Refused, "The package's content is not the one that was signed.");
            }

            return new(path, package, content);
        }
        catch (InvalidDataException e)
        {
            throw new CommandFailedException(CommandFailureKind.Refused, $"The package cannot be used: {e.Message}.", e);
        }
    }

    /// <summary>Unpacks into a new folder, and brings it to the disk.</summary>
    /// <exception cref="CommandFailedException">There is something in it that does not belong there.</exception>
    public async Task UnpackAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var file = File.OpenRead(_path);
        file.Position = _content;
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        var (entries, bytes) = (0, 0L);
        try
        {
            while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                bytes += entry.Length;
                if (++entries > MostEntries || bytes > MostUnpacked)
                {
                    throw new CommandFailedException(CommandFailureKind.Refused, "The package is larger unpacked than it may be.");
                }

                await UnpackAsync(entry, folder, cancellationToken);
            }
        }
        catch (InvalidDataException e)
        {
            throw new CommandFailedException(CommandFailureKind.Refused, $"The package's archive is damaged: {e.Message}", e);
        }

        Slots.WriteHead(folder, Package.Head);
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
        {
            AtomicFile.SyncFolder(inner);
        }
    }

    [SuppressMessage("Interoperability", "CA1416", Justification = "A box runs Linux, and a slot's files need their modes.")]
    static async Task UnpackAsync(TarEntry entry, string folder, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(folder, entry.Name));
        if (path != folder && !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new CommandFailedException(CommandFailureKind.Refused, $"The package holds '{entry.Name}', which leads out of it.");
        }

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = entry.Mode & Allowed }))
                {
                    await (entry.DataStream ?? Stream.Null).CopyToAsync(file, cancellationToken);
                    file.Flush(flushToDisk: true);
                }

                break;
            default:
                throw new CommandFailedException(CommandFailureKind.Refused, $"The package holds '{entry.Name}', which is neither file nor folder.");
        }
    }
}
