using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Backend.Attestation.Credentials;

/// <summary>The TPM's two key derivation functions with SHA-256 (TPM 2.0 part 1, 11.4.10), for keys of at most one hash.</summary>
static class KeyDerivation
{
    /// <summary>KDFa with an empty contextV.</summary>
    public static byte[] KdfA(byte[] key, string label, ReadOnlySpan<byte> context, int size)
    {
        byte[] input = [0, 0, 0, 1, .. Label(label), .. context, .. BigEndian(size * 8)];
        return HMACSHA256.HashData(key, input)[..size];
    }

    /// <summary>KDFe over an agreed x coordinate and both parties' x coordinates.</summary>
    public static byte[] KdfE(byte[] z, string label, byte[] partyU, byte[] partyV)
    {
        byte[] input = [0, 0, 0, 1, .. z, .. Label(label), .. partyU, .. partyV];
        return SHA256.HashData(input);
    }

    static byte[] Label(string label) => [.. Encoding.ASCII.GetBytes(label), 0];

    static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
