using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Client.Trust;

/// <summary>A server's key by its hash: SHA-256 of the SubjectPublicKeyInfo (RFC 7469, section 2.4).</summary>
static class KeyPin
{
    const string Prefix = "sha256//";

    public static bool IsOne(string text) => Convert.TryFromBase64String(Plain(text), new byte[SHA256.HashSizeInBytes + 1], out var length) && length == SHA256.HashSizeInBytes;

    public static string Plain(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;

    public static string Of(X509Certificate2 certificate) => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}
