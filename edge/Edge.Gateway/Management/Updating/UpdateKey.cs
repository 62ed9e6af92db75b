using System.Security.Cryptography;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>A supplier's update key: SubjectPublicKeyInfo of a P-256 key in base 64.</summary>
static class UpdateKey
{
    const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>What is wrong with a key; null if nothing is.</summary>
    public static string? Mistake(string key)
    {
        try
        {
            using var parsed = Parse(key);
            return parsed.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 ? null : "it is a key of another curve than P-256";
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return "it is no public key; write the base 64 of 'openssl ec -in update.key -pubout -outform DER'";
        }
    }

    public static bool Verifies(string key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        using var parsed = Parse(key);
        return parsed.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    static ECDsa Parse(string key)
    {
        var bytes = Convert.FromBase64String(key);
        var parsed = ECDsa.Create();
        try
        {
            parsed.ImportSubjectPublicKeyInfo(bytes, out _);
            return parsed;
        }
        catch
        {
            parsed.Dispose();
            throw;
        }
    }
}
