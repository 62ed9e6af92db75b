using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>
/// What a box signs to open its stream (Hello.signature): SHA-256 of "lem.hello.v1" || box id (ASCII) || nonce || end point. The end point ties
/// the signature to the TLS connection's server: one that passes a challenge on gets a signature that fits only itself.
/// </summary>
public static class SignedHello
{
    /// <summary>Length of the challenge's nonce in bytes.</summary>
    public const int NonceLength = 32;

    /// <summary>The digest that ECDSA P-256 signs, 32 bytes.</summary>
    /// <param name="boxId">The box's id exactly as it stands in the hello.</param>
    /// <param name="nonce">The challenge's nonce, 32 bytes.</param>
    /// <param name="endPoint"><see cref="EndPoint"/> of the server's certificate, 32 bytes.</param>
    /// <exception cref="ArgumentException">The id is not ASCII, or a length is not right.</exception>
    public static byte[] Digest(string boxId, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> endPoint)
    {
        CheckLength(nonce, NonceLength, nameof(nonce));
        CheckLength(endPoint, SHA256.HashSizeInBytes, nameof(endPoint));
        return DomainDigest.Of("lem.hello.v1"u8, DomainDigest.Ascii(boxId, nameof(boxId)), nonce, endPoint);
    }

    /// <summary>The channel binding tls-server-end-point (RFC 5929, section 4.1): SHA-256 of the server's certificate, DER. 32 bytes.</summary>
    public static byte[] EndPoint(X509Certificate serverCertificate)
    {
        ArgumentNullException.ThrowIfNull(serverCertificate);
        return SHA256.HashData(serverCertificate.GetRawCertData());
    }

    static void CheckLength(ReadOnlySpan<byte> bytes, int length, string name)
    {
        if (bytes.Length != length)
        {
            throw new ArgumentException($"{bytes.Length} bytes instead of {length}.", name);
        }
    }
}
