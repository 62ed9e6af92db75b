using System.Security.Cryptography;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>The form of a software package (package.proto): magic, head, content.</summary>
/// <param name="Head">Manifest and signature, as they are in the package.</param>
/// <param name="Manifest">The manifest, read.</param>
public sealed record SignedPackage(PackageHead Head, PackageManifest Manifest)
{
    /// <summary>No package is larger, bytes.</summary>
    public const long MostBytes = 256L << 20;

    const int MostHeadBytes = 4096;

    static ReadOnlySpan<byte> Magic => "LEMPKG1\n"u8;

    /// <summary>What the supplier's update key signs.</summary>
    /// <param name="manifest">The serialised manifest.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Digest(ReadOnlySpan<byte> manifest) => DomainDigest.Of("lem.package.v1"u8, manifest);

    /// <summary>Reads the beginning of a package; the stream then stands at the content.</summary>
    /// <exception cref="InvalidDataException">It is no package, or the manifest does not hold together; the message says what is wrong. Nothing is said about the signature.</exception>
    public static async Task<SignedPackage> ReadAsync(Stream package, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(package);
        var magic = new byte[Magic.Length];
        if (await package.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken) < magic.Length || !Magic.SequenceEqual(magic))
        {
            throw new InvalidDataException("it is no software package: it does not begin with LEMPKG1");
        }

        try
        {
            var bytes = new byte[await LengthAsync(package, cancellationToken)];
            await package.ReadExactlyAsync(bytes, cancellationToken);
            var head = PackageHead.Parser.ParseFrom(bytes);
            var manifest = PackageManifest.Parser.ParseFrom(head.Manifest);
            return Problem(head, manifest) is { } problem ? throw new InvalidDataException(problem) : new(head, manifest);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or EndOfStreamException)
        {
            throw new InvalidDataException("its head cannot be read: it is damaged", e);
        }
    }

    /// <summary>Writes the beginning of a package.</summary>
    public static void WriteHead(Stream package, PackageHead head)
    {
        ArgumentNullException.ThrowIfNull(package);
        package.Write(Magic);
        head.WriteDelimitedTo(package);
    }

    /// <summary>Two to four numbers with dots, without leading zeros.</summary>
    public static Version? VersionOf(string text) =>
        Version.TryParse(text, out var version) && version.ToString() == text ? version : null;

    /// <summary>A varint of at most two bytes: the head is small.</summary>
    static async Task<int> LengthAsync(Stream package, CancellationToken cancellationToken)
    {
        var one = new byte[1];
        var length = 0;
        for (var shift = 0; shift < 14; shift += 7)
        {
            await package.ReadExactlyAsync(one, cancellationToken);
            length |= (one[0] & 0x7F) << shift;
            if (one[0] < 0x80)
            {
                return length <= MostHeadBytes ? length : throw new InvalidDataException("its head is too long");
            }
        }

        throw new InvalidDataException("its head is too long");
    }

    static string? Problem(PackageHead head, PackageManifest manifest) =>
        VersionOf(manifest.Version) is null ? $"its version '{manifest.Version}' is none such as 1.4.0"
        : manifest.Architecture.Length is 0 or > 64 ? "its manifest names no architecture"
        : manifest.ContentSha256.Length != SHA256.HashSizeInBytes ? "its manifest has no SHA-256 of the content"
        : manifest.ContentBytes is <= 0 or > MostBytes ? $"its content has {manifest.ContentBytes} bytes; there may be {MostBytes} at most"
        : manifest.MinimumPreviousVersion.Length > 0 && VersionOf(manifest.MinimumPreviousVersion) is null ? $"its oldest version '{manifest.MinimumPreviousVersion}' is none"
        : head.Signature.Length != 64 ? "its signature has not 64 bytes"
        : null;
}
