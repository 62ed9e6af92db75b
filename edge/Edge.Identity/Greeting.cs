using Google.Protobuf;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>The proof that opens a stream.</summary>
public static class Greeting
{
    /// <param name="endPoint">tls-server-end-point of the certificate that this box sees; whoever stands in between has another.</param>
    public static async Task<Hello> SignAsync(
        string boxId, Challenge challenge, ReadOnlyMemory<byte> endPoint, IP256Signer signer, string softwareVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(signer);
        var digest = SignedHello.Digest(boxId, challenge.Nonce.Span, endPoint.Span);
        return new()
        {
            BoxId = boxId,
            Signature = ByteString.CopyFrom(await signer.SignHashAsync(digest, cancellationToken)),
            SoftwareVersion = softwareVersion,
        };
    }
}
