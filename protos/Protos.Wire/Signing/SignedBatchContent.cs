namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>What a box signs of a batch (SignedBatch.signature): SHA-256 of "lem.batch.v1" || content.</summary>
public static class SignedBatchContent
{
    /// <summary>The digest that ECDSA P-256 signs, 32 bytes.</summary>
    /// <param name="content">The serialised ReadingBatch, as it travels.</param>
    public static byte[] Digest(ReadOnlySpan<byte> content) => DomainDigest.Of("lem.batch.v1"u8, content);
}
