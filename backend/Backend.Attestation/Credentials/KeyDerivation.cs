using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Backend.Attestation.Credentials;

/// <summary>The TPM's two key derivation functions (TPM 2.0 part 1, 11.4.10) with a storage key's name algorithm, for keys of at most one hash.</summary>
/// <param name="hash">SHA-256 or SHA-384.</param>
sealed class KeyDerivation(HashAlgorithmName hash)
{
    readonly bool _high = hash == HashAlgorithmName.SHA384;

    /// <summary>Of one hash, bytes.</summary>
    public int Size => _high ? 48 : 32;

    public byte[] Hmac(byte[] key, byte[] data) => _high ? HMACSHA384.HashData(key, data) : HMACSHA256.HashData(key, data);

    /// <summary>KDFa with an empty contextV.</summary>
    public byte[] KdfA(byte[] key, string label, ReadOnlySpan<byte> context, int size) =>
        Hmac(key, [0, 0, 0, 1, .. Label(label), .. context, .. BigEndian(size * 8)])[..size];

    /// <summary>KDFe over an agreed x coordinate and both parties' x coordinates.</summary>
    public byte[] KdfE(byte[] z, string label, byte[] partyU, byte[] partyV)
    {
        byte[] input = [0, 0, 0, 1, .. z, .. Label(label), .. partyU, .. partyV];
        return _high ? SHA384.HashData(input) : SHA256.HashData(input);
    }

    static byte[] Label(string label) => [.. Encoding.ASCII.GetBytes(label), 0];

    static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
