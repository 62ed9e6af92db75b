using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace LocalEnergyMarket.Backend.Attestation.Credentials;

/// <summary>
/// RSAES-OAEP encryption with SHA-256, exponent 65537 and a label (RFC 8017, 7.1.1). .NET's RSA takes no label, and a TPM wants one.
/// Only the public key is used here, so nothing secret depends on the time it takes.
/// </summary>
static class Oaep
{
    const int HashSize = 32;

    public static byte[] Encrypt(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> message, ReadOnlySpan<byte> label)
    {
        var size = modulus.Length;

        // Steps 2a-2d: DB = lHash || zeros || 0x01 || message; a random seed.
        var block = new byte[size - HashSize - 1];
        SHA256.HashData(label, block);
        block[^(message.Length + 1)] = 0x01;
        message.CopyTo(block.AsSpan(block.Length - message.Length));
        var seed = RandomNumberGenerator.GetBytes(HashSize);

        // Steps 2e-2i: mask each with the other.
        Mask(block, seed);
        Mask(seed, block);
        byte[] encoded = [0x00, .. seed, .. block];

        // Step 3: the RSA primitive.
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var cipher = BigInteger.ModPow(new(encoded, isUnsigned: true, isBigEndian: true), 65537, n).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[size - cipher.Length], .. cipher];
    }

    /// <summary>XORs with MGF1 of the seed (RFC 8017, B.2.1).</summary>
    static void Mask(Span<byte> target, byte[] seed)
    {
        var input = new byte[seed.Length + 4];
        seed.CopyTo(input, 0);
        for (var i = 0; i * HashSize < target.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(seed.Length), i);
            var hash = SHA256.HashData(input);
            var part = target[(i * HashSize)..Math.Min(target.Length, (i + 1) * HashSize)];
            for (var j = 0; j < part.Length; j++)
            {
                part[j] ^= hash[j];
            }
        }
    }
}
