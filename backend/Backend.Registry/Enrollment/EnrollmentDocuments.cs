namespace LocalEnergyMarket.Backend.Registry.Enrollment;

/// <summary>A one-time code, known here only by its hash.</summary>
/// <param name="Id">SHA-256 of the normalised code, hex.</param>
/// <param name="UsedBy">The box that was enrolled with it.</param>
/// <param name="Replaces">The box whose place is taken with it; null for a box of its own.</param>
/// <param name="IssuedBy">Null if the register did not know then.</param>
public sealed record IssuedCode(string Id, string Label, DateTimeOffset ValidUntil, Guid? UsedBy, Guid? Replaces = null, Actor? IssuedBy = null);

/// <summary>Which box a TPM is: one TPM is one box. A box that is revoked keeps its TPM; one that is exchanged gives it back.</summary>
/// <param name="Id">Its endorsement key's fingerprint, hexadecimal.</param>
public sealed record EnrolledTpm(string Id, Guid Box);

/// <summary>An enrolment between its two halves.</summary>
/// <param name="SecretHash">SHA-256 of the secret in the credential.</param>
public sealed record PendingEnrollment(
    Guid Id,
    string CodeId,
    byte[] SecretHash,
    byte[] PublicKey,
    byte[] EndorsementFingerprint,
    string TpmManufacturer,
    string TpmModel,
    string TpmVersion,
    DateTimeOffset ValidUntil);
