using System.Buffers.Binary;
using System.Security.Cryptography;
using LocalEnergyMarket.Backend.Attestation.Keys;

namespace LocalEnergyMarket.Backend.Attestation.Credentials;

/// <summary>
/// A secret that only the TPM can open which has both the endorsement key and a key of the given Name (TPM 2.0 part 1, 24; seeds:
/// annexes B.10.4 and C.6.4).
/// </summary>
/// <param name="Blob">TPM2B_ID_OBJECT.</param>
/// <param name="EncryptedSecret">TPM2B_ENCRYPTED_SECRET.</param>
public sealed record Credential(ReadOnlyMemory<byte> Blob, ReadOnlyMemory<byte> EncryptedSecret)
{
    const int LongestSecret = 32;

    /// <param name="endorsementKey">RSA 2048 or P-256 with AES-128 and SHA-256, or P-384 with AES-256 and SHA-384.</param>
    /// <param name="name">The Name of the key to be proven.</param>
    /// <param name="secret">At most 32 bytes.</param>
    public static Credential Make(PublicArea endorsementKey, ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret)
    {
        if (secret.Length > LongestSecret)
        {
            throw new ArgumentException($"A credential holds at most {LongestSecret} bytes.", nameof(secret));
        }

        var derivation = new KeyDerivation(endorsementKey.NameAlgorithm);
        var (seed, encryptedSecret) = endorsementKey.Modulus.IsEmpty ? AgreeOnSeed(endorsementKey.Point, derivation) : EncryptSeed(endorsementKey.Modulus, derivation.Size);
        var encrypted = Encrypt(derivation.KdfA(seed, "STORAGE", name, endorsementKey.WrappingBits / 8), Sized(secret));
        byte[] authenticated = [.. encrypted, .. name];
        var hmac = derivation.Hmac(derivation.KdfA(seed, "INTEGRITY", [], derivation.Size), authenticated);
        return new(Sized([.. Sized(hmac), .. encrypted]), encryptedSecret);
    }

    static (byte[] Seed, byte[] Encrypted) EncryptSeed(ReadOnlyMemory<byte> modulus, int size)
    {
        var seed = RandomNumberGenerator.GetBytes(size);
        return (seed, Sized(Oaep.Encrypt(modulus.Span, seed, "IDENTITY\0"u8)));
    }

    static (byte[] Seed, byte[] Encrypted) AgreeOnSeed(ReadOnlyMemory<byte> point, KeyDerivation derivation)
    {
        var size = point.Length / 2;
        var curve = size == 32 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384;
        var (x, y) = (point[1..(1 + size)].ToArray(), point[(1 + size)..].ToArray());
        using var theirs = ECDiffieHellman.Create(new ECParameters { Curve = curve, Q = new() { X = x, Y = y } });
        using var ours = ECDiffieHellman.Create(curve);
        var q = ours.ExportParameters(includePrivateParameters: false).Q;
        var shared = ours.DeriveRawSecretAgreement(theirs.PublicKey);
        return (derivation.KdfE(shared, "IDENTITY", q.X!, x), Sized([.. Sized(q.X!), .. Sized(q.Y!)]));
    }

    static byte[] Encrypt(byte[] key, byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        // .NET's CFB with 128-bit feedback wants whole blocks: fill up, and cut the result.
        var padded = new byte[(plain.Length + 15) / 16 * 16];
        plain.CopyTo(padded, 0);
        return aes.EncryptCfb(padded, new byte[16], PaddingMode.None, feedbackSizeInBits: 128)[..plain.Length];
    }

    static byte[] Sized(ReadOnlySpan<byte> bytes)
    {
        var sized = new byte[2 + bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(sized, checked((ushort)bytes.Length));
        bytes.CopyTo(sized.AsSpan(2));
        return sized;
    }
}
