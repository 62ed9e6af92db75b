namespace LocalEnergyMarket.Backend.Attestation.Enrollment;

/// <summary>The one-time code a supplier gives for a box: 20 characters of A-Z and 2-7 (100 bits); people may group and lower-case it.</summary>
public static class EnrollmentCode
{
    public const int Length = 20;

    /// <summary>Without spaces and dashes, in capitals.</summary>
    /// <exception cref="AttestationException">It is not such a code.</exception>
    public static string Normalise(string text)
    {
        var code = string.Concat(text.Where(c => c is not (' ' or '-'))).ToUpperInvariant();
        return code.Length == Length && code.All(c => c is (>= 'A' and <= 'Z') or (>= '2' and <= '7'))
            ? code
            : throw new AttestationException(
                AttestationError.CodeUnreadable, $"The code is not one: it has {Length} characters of A-Z and 2-7; spaces and dashes do not matter.");
    }

    /// <summary>A fresh code.</summary>
    public static string Create() => System.Security.Cryptography.RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", Length);
}
