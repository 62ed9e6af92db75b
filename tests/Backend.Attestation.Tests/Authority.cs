using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Backend.Attestation.Tests;

/// <summary>A certificate authority, self-signed or under another.</summary>
sealed class Authority : IDisposable
{
    readonly AsymmetricAlgorithm _key;

    public Authority(string name, AsymmetricAlgorithm key, Authority? issuer = null, bool authority = true)
        : this(new X500DistinguishedName(name), key, issuer, authority)
    {
    }

    public Authority(X500DistinguishedName name, AsymmetricAlgorithm key, Authority? issuer, bool authority = true)
    {
        _key = key;
        var request = key is RSA rsa
            ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Certificate = request.Create(
            issuer?.Certificate.SubjectName ?? name, (issuer ?? this).Generator(), DateTimeOffset.UtcNow.AddYears(-10), DateTimeOffset.UtcNow.AddYears(20), RandomNumberGenerator.GetBytes(16));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>An endorsement certificate as the TCG's profile has it: no subject, and maker, model and version in the critical alternative name.</summary>
    public byte[] CertifyTpm(PublicKey key, string manufacturer)
    {
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("2.23.133.8.1")], critical: false));
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", AlternativeName(manufacturer), critical: true));
        using var certificate = request.Create(
            Certificate.SubjectName, Generator(), DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(9), RandomNumberGenerator.GetBytes(16));
        return certificate.RawData;
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    X509SignatureGenerator Generator() =>
        _key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)_key);

    static byte[] AlternativeName(string manufacturer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true)))
        using (writer.PushSequence())
        {
            foreach (var (oid, value) in (ReadOnlySpan<(string, string)>)[("2.23.133.2.1", manufacturer), ("2.23.133.2.2", "Model X"), ("2.23.133.2.3", "id:00070002")])
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                }
            }
        }

        return writer.Encode();
    }
}
