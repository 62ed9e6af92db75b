namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>A P-256 key that signs and cannot be taken out.</summary>
public interface IP256Signer
{
    /// <summary>The uncompressed point, 65 bytes 0x04 || x || y.</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>ECDSA over a SHA-256 digest.</summary>
    /// <returns>r and s, 32 bytes each; s may lie in the upper half.</returns>
    ValueTask<byte[]> SignHashAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken);
}
