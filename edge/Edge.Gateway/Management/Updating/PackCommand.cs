using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>
/// <c>lem-box --pack FOLDER --version 1.4.0 --architecture linux-arm --key update.key --out FILE</c>: makes a software package of a published folder, at the supplier's.
/// </summary>
static class PackCommand
{
    public const string Usage = "lem-box --pack FOLDER --version 1.4.0 --architecture linux-arm --key update.key --out FILE [--minimum 1.2.0]: packs a published folder as an update.";

    /// <exception cref="Configuration.ConfigurationException">An argument or a file is wrong.</exception>
    public static void Run(IReadOnlyList<string> arguments)
    {
        string? Value(string name) => arguments.SkipWhile(a => a != name).Skip(1).FirstOrDefault();

        if (Value("--pack") is not { } folder || Value("--version") is not { } version || Value("--architecture") is not { } architecture || Value("--key") is not { } key || Value("--out") is not { } output)
        {
            throw new Configuration.ConfigurationException(Usage);
        }

        try
        {
            using var signer = ECDsa.Create();
            signer.ImportFromPem(File.ReadAllText(key));
            Pack(folder, version, architecture, Value("--minimum") ?? "", signer, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or InvalidDataException)
        {
            throw new Configuration.ConfigurationException($"The package is not made: {e.Message}", e);
        }
    }

    /// <param name="key">P-256, private.</param>
    public static void Pack(string folder, string version, string architecture, string minimum, ECDsa key, string output)
    {
        if (SignedPackage.VersionOf(version) is null || (minimum.Length > 0 && SignedPackage.VersionOf(minimum) is null))
        {
            throw new ArgumentException("A version is such as 1.4.0.", nameof(version));
        }

        var content = output + ".content";
        try
        {
            using (var gzip = new GZipStream(File.Create(content), CompressionLevel.SmallestSize))
            {
                TarFile.CreateFromDirectory(folder, gzip, includeBaseDirectory: false);
            }

            using var packed = File.OpenRead(content);
            var manifest = new PackageManifest
            {
                Version = version,
                Architecture = architecture,
                ContentSha256 = ByteString.CopyFrom(SHA256.HashData(packed)),
                ContentBytes = packed.Length,
                MinimumPreviousVersion = minimum,
            }.ToByteString();
            var signature = key.SignHash(SignedPackage.Digest(manifest.Span), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            using var package = File.Create(output);
            SignedPackage.WriteHead(package, new() { Manifest = manifest, Signature = ByteString.CopyFrom(signature) });
            packed.Position = 0;
            packed.CopyTo(package);
        }
        finally
        {
            File.Delete(content);
        }
    }
}
