namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>What a box signs of the protocol of its commissioning: SHA-256 of "lem.commissioning.v1" || content (canonical JSON, docs/provisioning.md).</summary>
public static class SignedCommissioning
{
    /// <summary>The digest that ECDSA P-256 signs, 32 bytes.</summary>
    public static byte[] Digest(ReadOnlySpan<byte> content) => DomainDigest.Of("lem.commissioning.v1"u8, content);
}
