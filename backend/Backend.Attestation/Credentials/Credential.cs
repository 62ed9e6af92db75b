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
    const int SeedSize = 32;

    /// <param name="endorsementKey">RSA 2048 or P-256 with AES-128 and SHA-256.</param>
    /// <param name="name">The Name of the key to be proven.</param>
    /// <param name="secret">At most 32 bytes.</param>
    public static Credential Make(PublicArea endorsementKey, ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret)
    {
        if (secret.Length > SeedSize)
        {
            throw new ArgumentException($"A credential holds at most {SeedSize} bytes.", nameof(secret));
        }

        var (seed, encryptedSecret) = endorsementKey.Modulus.IsEmpty ? AgreeOnSeed(endorsementKey.Point) : EncryptSeed(endorsementKey.Modulus);
        var encrypted = Encrypt(KeyDerivation.KdfA(seed, "STORAGE", name, 16), Sized(secret));
        byte[] authenticated = [.. encrypted, .. name];
        var hmac = HMACSHA256.HashData(KeyDerivation.KdfA(seed, "INTEGRITY", [], 32), authenticated);
        return new(Sized([.. Sized(hmac), .. encrypted]), encryptedSecret);
    }

    static (byte[] Seed, byte[] Encrypted) EncryptSeed(ReadOnlyMemory<byte> modulus)
    {
        var seed = RandomNumberGenerator.GetBytes(SeedSize);
        return (seed, Sized(Oaep.Encrypt(modulus.Span, seed, "IDENTITY\0"u8)));
    }

    static (byte[] Seed, byte[] Encrypted) AgreeOnSeed(ReadOnlyMemory<byte> point)
    {
        var (x, y) = (point[1..33].ToArray(), point[33..].ToArray());
        using var theirs = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } });
        using var ours = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var q = ours.ExportParameters(includePrivateParameters: false).Q;
        var shared = ours.DeriveRawSecretAgreement(theirs.PublicKey);
        return (KeyDerivation.KdfE(shared, "IDENTITY", q.X!, x), Sized([.. Sized(q.X!), .. Sized(q.Y!)]));
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
