namespace LocalEnergyMarket.Backend.Attestation;

/// <summary>Which check of an enrolment failed.</summary>
public enum AttestationError
{
    None,

    // What the box sent cannot be read.
    EndorsementCertificateUnreadable,
    EndorsementPublicUnreadable,
    SigningPublicUnreadable,
    CodeUnreadable,

    // The keys are not of the kind that a box has.
    EndorsementKeyKind,
    EndorsementKeyAttributes,
    SigningKeyKind,
    SigningKeyAttributes,
    SignatureInvalid,

    // The TPM is not one that is trusted.
    EndorsementCertificateUsage,
    EndorsementCertificateIsAuthority,
    EndorsementCertificateKeyDiffers,
    EndorsementCertificateUntrusted,
    SoftwareTpm,

    // The box could not open the credential.
    SecretWrong,
}

/// <summary>An enrolment is refused. <see cref="Exception.Message"/> says what is wrong, for the technician.</summary>
public sealed class AttestationException : Exception
{
    public AttestationException()
        : this(AttestationError.None, "The enrolment is refused.")
    {
    }

    public AttestationException(string message)
        : this(AttestationError.None, message)
    {
    }

    public AttestationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AttestationException(AttestationError error, string message, Exception? cause = null)
        : base(message, cause) => Error = error;

    public AttestationError Error { get; }

    /// <summary>True when the request was well formed but the TPM or the proof is not accepted: PERMISSION_DENIED on the wire, otherwise INVALID_ARGUMENT.</summary>
    public bool Denied => Error >= AttestationError.EndorsementCertificateUsage;
}
