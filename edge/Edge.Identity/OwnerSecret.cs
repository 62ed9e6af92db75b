using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>
/// The text that keeps a TPM owner's secret: one line <c>lem-tpm-owner.v1 sealed BASE64</c>, or <c>… clear BASE64</c>. Sealed: an ephemeral
/// P-256 key agrees with the supplier's (ECDH); HKDF-SHA256 of the shared x coordinate, with both points as its info, gives the key of
/// AES-256-GCM. The bytes are ephemeral point (65) || ciphertext || tag (16); the key is used once, so the nonce is zero.
/// </summary>
public static class OwnerSecret
{
    const string Sealed = "lem-tpm-owner.v1 sealed ";
    const string Clear = "lem-tpm-owner.v1 clear ";
    const int PointSize = 65;
    const int TagSize = 16;
    const string Curve = "1.2.840.10045.3.1.7";

    public static bool IsSealed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Sealed, StringComparison.Ordinal);
    }

    public static string InTheClear(ReadOnlySpan<byte> secret) => Clear + Convert.ToBase64String(secret);

    /// <param name="secret">At most a few hundred bytes.</param>
    /// <param name="supplierPem">A P-256 public key, <c>BEGIN PUBLIC KEY</c>.</param>
    /// <exception cref="IdentityException">That is no P-256 key.</exception>
    public static string Seal(ReadOnlySpan<byte> secret, string supplierPem)
    {
        using var supplier = Key(supplierPem);
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var (ours, theirs) = (Point(ephemeral), Point(supplier));
        var cipher = new byte[secret.Length];
        var tag = new byte[TagSize];
        using var aes = new AesGcm(SealingKey(ephemeral, supplier, ours, theirs), TagSize);
        aes.Encrypt(new byte[12], secret, cipher, tag);
        return Sealed + Convert.ToBase64String([.. ours, .. cipher, .. tag]);
    }

    /// <summary>Gives the secret back: with the supplier's private key, or as it is when the text has it in the clear.</summary>
    /// <param name="text">What <see cref="TpmOwnership"/> wrote.</param>
    /// <param name="supplierPrivatePem">The P-256 private key; may be null for a text in the clear.</param>
    /// <exception cref="IdentityException">The text or the key is not right; the message says which.</exception>
    public static byte[] Open(string text, string? supplierPrivatePem)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            if (text.StartsWith(Clear, StringComparison.Ordinal))
            {
                return Convert.FromBase64String(text[Clear.Length..].Trim());
            }

            if (!IsSealed(text))
            {
                throw new IdentityException("This is not a TPM owner's secret: it begins with 'lem-tpm-owner.v1'.");
            }

            using var supplier = Key(supplierPrivatePem ?? throw new IdentityException("The TPM owner's secret is sealed: the supplier's private key is needed."));
            var bytes = Convert.FromBase64String(text[Sealed.Length..].Trim());
            var (theirs, rest) = (bytes[..PointSize], bytes[PointSize..]);
            using var ephemeral = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = theirs[1..33], Y = theirs[33..] },
            });
            var secret = new byte[rest.Length - TagSize];
            using var aes = new AesGcm(SealingKey(supplier, ephemeral, theirs, Point(supplier)), TagSize);
            aes.Decrypt(new byte[12], rest.AsSpan(0, secret.Length), rest.AsSpan(secret.Length), secret);
            return secret;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new IdentityException("The TPM owner's secret cannot be opened: it is damaged, or was sealed to another key.", e);
        }
    }

    static byte[] SealingKey(ECDiffieHellman own, ECDiffieHellman other, byte[] ephemeral, byte[] supplier)
    {
        using var otherPublic = other.PublicKey;
        var shared = own.DeriveRawSecretAgreement(otherPublic);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, salt: Encoding.ASCII.GetBytes("lem-tpm-owner.v1"), info: [.. ephemeral, .. supplier]);
    }

    static byte[] Point(ECDiffieHellman key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        return [0x04, .. q.X!, .. q.Y!];
    }

    static ECDiffieHellman Key(string pem)
    {
        var key = ECDiffieHellman.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == Curve)
            {
                return key;
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new IdentityException("The supplier's key for TPM owners' secrets is not a P-256 key in PEM.", e);
        }

        key.Dispose();
        throw new IdentityException("The supplier's key for TPM owners' secrets is not on the curve P-256.");
    }
}
