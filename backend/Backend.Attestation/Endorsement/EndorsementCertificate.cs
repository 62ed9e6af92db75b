using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Backend.Attestation.Keys;

namespace LocalEnergyMarket.Backend.Attestation.Endorsement;

/// <summary>The certificate by which a TPM's maker vouches for its endorsement key (TCG EK Credential Profile, 3).</summary>
public sealed class EndorsementCertificate
{
    const string EkCertificateUsage = "2.23.133.8.1";

    /// <summary>What swtpm's own authority is called; whoever has the machine it runs on has its key.</summary>
    const string SoftwareAuthority = "swtpm-localca";

    readonly X509Certificate2 _certificate;

    EndorsementCertificate(X509Certificate2 certificate) => _certificate = certificate;

    public TpmModel Model => TpmModel.Of(_certificate);

    /// <summary>X.509 DER without padding.</summary>
    public ReadOnlyMemory<byte> Bytes => _certificate.RawData;

    /// <summary>Reads the certificate and cuts what follows it: the TPM's memory may be longer than the certificate.</summary>
    public static EndorsementCertificate Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            AsnDecoder.ReadSequence(bytes, AsnEncodingRules.BER, out var offset, out var length, out _);
            return new(X509CertificateLoader.LoadCertificate(bytes[..(offset + length)]));
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new AttestationException(
                AttestationError.EndorsementCertificateUnreadable, $"The endorsement certificate is not an X.509 certificate: {e.Message}", e);
        }
    }

    /// <summary>It is a certificate for endorsement keys: X509Chain lets one without any usage pass, so this is checked by itself.</summary>
    public void CheckUsage()
    {
        var usages = _certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(e => e.EnhancedKeyUsages.Cast<Oid>());
        if (!usages.Any(u => u.Value == EkCertificateUsage))
        {
            throw new AttestationException(
                AttestationError.EndorsementCertificateUsage, $"The endorsement certificate is not for a TPM's endorsement key (usage {EkCertificateUsage}).");
        }

        if (_certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority))
        {
            throw new AttestationException(
                AttestationError.EndorsementCertificateIsAuthority, "The endorsement certificate is an authority's, not a TPM's.");
        }
    }

    public void CheckKey(PublicArea endorsementKey)
    {
        var certified = CertifiedKey();
        var shown = endorsementKey.Modulus.IsEmpty ? endorsementKey.Point : endorsementKey.Modulus;
        if (!shown.Span.SequenceEqual(certified))
        {
            throw new AttestationException(
                AttestationError.EndorsementCertificateKeyDiffers, "The endorsement certificate belongs to another endorsement key.");
        }
    }

    /// <summary>
    /// Leads it to a pinned root. Its dates do not count: makers' certificates end before the TPM does, and their end takes no trust
    /// away. Revocation is not asked for either, because nothing is fetched; a TPM is locked by revoking the box.
    /// </summary>
    /// <param name="pinned">What is trusted.</param>
    /// <param name="allowSoftware">Whether a TPM in software will do: its key can be copied, so it proves nothing.</param>
    public void CheckChain(PinnedRoots pinned, bool allowSoftware)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(pinned.Roots);
        chain.ChainPolicy.ExtraStore.AddRange(pinned.Intermediates);
        if (!chain.Build(_certificate))
        {
            var reasons = string.Join(" ", chain.ChainStatus.Where(s => s.Status != X509ChainStatusFlags.NotTimeValid).Select(s => s.StatusInformation.Trim()).Distinct(StringComparer.Ordinal));
            throw new AttestationException(
                AttestationError.EndorsementCertificateUntrusted,
                $"The endorsement certificate (issued by '{_certificate.Issuer}') does not lead to a trusted TPM root: {reasons}");
        }

        if (!allowSoftware && (Model.IsSoftware || chain.ChainElements.Any(e => e.Certificate.Subject.Contains(SoftwareAuthority, StringComparison.OrdinalIgnoreCase))))
        {
            throw new AttestationException(
                AttestationError.SoftwareTpm,
                $"The endorsement certificate (issued by '{_certificate.Issuer}') is a software TPM's, which can be copied with its keys. This supplier takes hardware TPMs only (Enrollment:AllowSoftwareTpms is for tests and demonstrations).");
        }
    }

    /// <summary>The RSA modulus, or the point.</summary>
    byte[] CertifiedKey()
    {
        try
        {
            using var rsa = _certificate.GetRSAPublicKey();
            if (rsa is not null)
            {
                return rsa.ExportParameters(includePrivateParameters: false).Modulus!;
            }

            // An ECC endorsement key is for key agreement only, so GetECDsaPublicKey gives null for it.
            using var ecc = _certificate.GetECDiffieHellmanPublicKey();
            if (ecc?.ExportParameters(includePrivateParameters: false) is { Curve.Oid.Value: "1.2.840.10045.3.1.7" or "1.3.132.0.34", Q: var q })
            {
                return [0x04, .. q.X!, .. q.Y!];
            }
        }
        catch (CryptographicException e)
        {
            throw new AttestationException(
                AttestationError.EndorsementCertificateUnreadable, $"The endorsement certificate's key cannot be read: {e.Message}", e);
        }

        throw new AttestationException(
            AttestationError.EndorsementKeyKind, "The endorsement certificate's key is neither RSA nor on P-256 or P-384.");
    }
}
