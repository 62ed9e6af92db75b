using System.Security.Cryptography;
using LocalEnergyMarket.Backend.Attestation.Credentials;
using LocalEnergyMarket.Backend.Attestation.Endorsement;
using LocalEnergyMarket.Backend.Attestation.Keys;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Attestation.Enrollment;

/// <summary>
/// Accepts a box's key only when it is bound to a genuine TPM. No attestation key and no certify are needed, because the credential is
/// bound to the Name of the signing key itself (docs/adr/0007).
/// </summary>
/// <param name="roots">The makers that are trusted.</param>
/// <param name="allowSoftwareTpms">Whether TPMs in software are taken, whose keys can be copied: for tests and demonstrations.</param>
public sealed class EnrollmentVerifier(PinnedRoots roots, bool allowSoftwareTpms = false)
{
    public const int SecretSize = 32;

    const KeyAttributes Fixed = KeyAttributes.FixedTpm | KeyAttributes.FixedParent | KeyAttributes.SensitiveDataOrigin;

    /// <summary>PolicySecret(TPM_RH_ENDORSEMENT), the policy of the endorsement keys L-1 and L-2.</summary>
    static readonly byte[] EndorsementPolicy = Convert.FromHexString("837197674484B3F81A90CC8D46A5D724FD52D76E06520B64F2A1DA1B331469AA");

    /// <summary>PolicyB with SHA-384 (TCG EK Credential Profile, B.6.3): that of the endorsement key H-3.</summary>
    static readonly byte[] HighEndorsementPolicy =
        Convert.FromHexString("B26E7D28D11A50BC53D882BCF5FD3A1A074148BB35D3B4E4CB1C0AD9BDE419CACB47BA09699646150F9FC000F3F80E12");

    /// <param name="request">What the box showed.</param>
    /// <param name="secret">32 fresh random bytes, to be kept until <see cref="Complete"/>.</param>
    /// <exception cref="AttestationException">A step failed; <see cref="AttestationException.Error"/> says which.</exception>
    public AttestedBox Begin(EnrollmentRequest request, ReadOnlySpan<byte> secret)
    {
        // 1. The code is one.
        if (!EnrollmentCode.TryParse(request.Code, out var code))
        {
            throw new AttestationException(
                AttestationError.CodeUnreadable,
                $"The code is not one: it has {EnrollmentCode.Length} characters of A-Z and 2-7; spaces and dashes do not matter.");
        }

        // 2. The endorsement certificate and both public areas parse.
        var certificate = EndorsementCertificate.Parse(request.EndorsementCertificate.Span);
        var endorsement = Area(request.EndorsementPublic, AttestationError.EndorsementPublicUnreadable, "endorsement");
        var signing = Area(request.SigningPublic, AttestationError.SigningPublicUnreadable, "signing");

        // 3. The endorsement key is one of the maker's templates: restricted, for decryption only, under the endorsement policy.
        CheckEndorsement(endorsement);

        // 4. The certificate is for endorsement keys (2.23.133.8.1) and is no authority's.
        certificate.CheckUsage();

        // 5. It is the certificate of this endorsement key.
        certificate.CheckKey(endorsement);

        // 6. It leads to a pinned root, and there is a chip.
        certificate.CheckChain(roots, allowSoftwareTpms);

        // 7. The signing key was made in a TPM and cannot leave it.
        CheckSigning(signing);

        // 8. The box has the signing key and knows the code.
        CheckSignature(signing, code, request.Signature.Span);

        // 9. The Name is computed here; only the TPM with both keys can open the credential.
        return new(
            code.Value,
            signing.Point,
            SHA256.HashData(endorsement.Bytes.Span),
            certificate.Bytes,
            certificate.Model,
            Credential.Make(endorsement, signing.Name(), secret));
    }

    /// <summary>10. The secret came back: both keys live in the same TPM.</summary>
    public static void Complete(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> answer)
    {
        if (!CryptographicOperations.FixedTimeEquals(secret, answer))
        {
            throw new AttestationException(
                AttestationError.SecretWrong, "The box did not open the credential: its signing key is not in the TPM with this endorsement key.");
        }
    }

    static PublicArea Area(ReadOnlyMemory<byte> bytes, AttestationError error, string which)
    {
        try
        {
            return PublicArea.Parse(bytes);
        }
        catch (FormatException e)
        {
            throw new AttestationException(error, $"The {which} key's public area cannot be used: {e.Message}.", e);
        }
    }

    static void CheckEndorsement(PublicArea key)
    {
        var high = key.NameAlgorithm == HashAlgorithmName.SHA384;
        if (key.WrappingBits != (high ? 256 : 128) || !key.HasNoScheme || !key.Policy.Span.SequenceEqual(high ? HighEndorsementPolicy : EndorsementPolicy))
        {
            throw new AttestationException(
                AttestationError.EndorsementKeyKind, "The endorsement key does not follow the TCG's templates L-1, L-2 or H-3 (policy, AES-CFB, no scheme).");
        }

        var wanted = Fixed | KeyAttributes.AdminWithPolicy | KeyAttributes.Restricted | KeyAttributes.Decrypt | (high ? KeyAttributes.UserWithAuth : KeyAttributes.None);
        if (key.Attributes != wanted)
        {
            throw new AttestationException(
                AttestationError.EndorsementKeyAttributes, $"The endorsement key has the attributes {key.Attributes}; it needs {wanted}.");
        }
    }

    static void CheckSigning(PublicArea key)
    {
        if (!key.SignsWithEcdsaSha256 || key.NameAlgorithm != HashAlgorithmName.SHA256 || key.Point.Length != 65)
        {
            throw new AttestationException(AttestationError.SigningKeyKind, "The signing key is not for ECDSA with P-256 and SHA-256.");
        }

        const KeyAttributes Needed = Fixed | KeyAttributes.Sign;
        const KeyAttributes Forbidden = KeyAttributes.Restricted | KeyAttributes.Decrypt | KeyAttributes.EncryptedDuplication;
        if ((key.Attributes & Needed) != Needed || (key.Attributes & Forbidden) != KeyAttributes.None)
        {
            throw new AttestationException(
                AttestationError.SigningKeyAttributes,
                $"The signing key has the attributes {key.Attributes}; it needs {Needed} and must not have {Forbidden}.");
        }
    }

    static void CheckSignature(PublicArea key, EnrollmentCode code, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var ecdsa = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = key.Point[1..33].ToArray(), Y = key.Point[33..].ToArray() },
            });
            if (ecdsa.VerifyHash(SignedEnrollment.Digest(code), signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
            {
                return;
            }
        }
        catch (CryptographicException e)
        {
            throw new AttestationException(AttestationError.SigningPublicUnreadable, "The signing key is not a point on P-256.", e);
        }

        throw new AttestationException(
            AttestationError.SignatureInvalid, "The signature over the code is not by the signing key shown; was another code signed?");
    }
}
