using LocalEnergyMarket.Backend.Attestation.Credentials;
using LocalEnergyMarket.Backend.Attestation.Endorsement;

namespace LocalEnergyMarket.Backend.Attestation.Enrollment;

/// <summary>What a box shows in BeginEnrollment.</summary>
/// <param name="Code">The one-time code as it was typed.</param>
/// <param name="EndorsementCertificate">X.509 DER.</param>
/// <param name="EndorsementPublic">TPMT_PUBLIC.</param>
/// <param name="SigningPublic">TPMT_PUBLIC.</param>
/// <param name="Signature">r and s, 32 bytes each, over SHA-256 of "lem.enroll.v1" || code.</param>
public sealed record EnrollmentRequest(
    string Code,
    ReadOnlyMemory<byte> EndorsementCertificate,
    ReadOnlyMemory<byte> EndorsementPublic,
    ReadOnlyMemory<byte> SigningPublic,
    ReadOnlyMemory<byte> Signature);

/// <summary>A box whose keys and TPM are in order; it is proven once the credential's secret comes back.</summary>
/// <param name="Code">Normalised.</param>
/// <param name="PublicKey">The signing key, 65 bytes 0x04 || x || y; also the box's key on the chain.</param>
/// <param name="EndorsementFingerprint">SHA-256 of the endorsement key's public area: names the TPM through all its keys.</param>
/// <param name="EndorsementCertificate">X.509 DER without padding.</param>
/// <param name="Model">Maker, model and firmware.</param>
/// <param name="Credential">To be opened by the box.</param>
public sealed record AttestedBox(
    string Code,
    ReadOnlyMemory<byte> PublicKey,
    ReadOnlyMemory<byte> EndorsementFingerprint,
    ReadOnlyMemory<byte> EndorsementCertificate,
    TpmModel Model,
    Credential Credential);
