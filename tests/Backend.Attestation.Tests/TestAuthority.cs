using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Backend.Attestation.Tests;

/// <summary>A TPM maker's certificate authority, to certify what a real one would not.</summary>
sealed class TestAuthority : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Test TPM Root", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-20), DateTimeOffset.UtcNow.AddYears(20));
    }

    public X509Certificate2 Root { get; }

    public byte[] Certify(PublicKey key, string? usage = "2.23.133.8.1", bool authority = false, bool expired = false)
    {
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyAgreement | X509KeyUsageFlags.KeyEncipherment, critical: true));
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var end = DateTimeOffset.UtcNow.AddYears(expired ? -1 : 10);
        using var certificate = request.Create(
            Root.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), end.AddYears(-10), end, RandomNumberGenerator.GetBytes(16));
        return certificate.RawData;
    }

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }
}
