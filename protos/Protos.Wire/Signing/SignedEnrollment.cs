namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>What a box signs to be enrolled (BeginEnrollmentRequest.signature): SHA-256 of "lem.enroll.v1" || code (normalised, ASCII).</summary>
public static class SignedEnrollment
{
    /// <summary>The digest that ECDSA P-256 signs, 32 bytes.</summary>
    public static byte[] Digest(EnrollmentCode code) => DomainDigest.Of("lem.enroll.v1"u8, DomainDigest.Ascii(code.Value, nameof(code)));
}
