namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>What a box signs of an exchange of a meter (ReplaceMeterRequest.signature): SHA-256 of "lem.exchange.v1" || content.</summary>
public static class SignedMeterExchange
{
    /// <summary>The digest that ECDSA P-256 signs, 32 bytes.</summary>
    /// <param name="content">The serialised MeterExchange, as it travels.</param>
    public static byte[] Digest(ReadOnlySpan<byte> content) => DomainDigest.Of("lem.exchange.v1"u8, content);
}
