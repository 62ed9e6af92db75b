using System.Buffers.Binary;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>
/// What a box's report on a timeslot commits to: its chain of batches up to one batch, and by the hash chain all before it. SHA-256 of
/// "lem.batches.v1" || sequence (8 bytes, big endian) || hash of the batch || signature of the batch. The signature has a random part, so that
/// nobody finds the readings by trying; who has the batch can recompute it (docs/evidence.md).
/// </summary>
public static class BatchChainCommitment
{
    /// <summary>Length of a batch's signature: r and s.</summary>
    const int SignatureLength = 64;

    /// <param name="hash"><see cref="BatchContent.Hash"/> of the batch, 32 bytes.</param>
    /// <param name="signature">SignedBatch.signature of the batch, 64 bytes.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentException">A length is not right, or the sequence is 0.</exception>
    public static byte[] Of(ulong sequence, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sequence);
        CheckLength(hash, BatchContent.HashLength, nameof(hash));
        CheckLength(signature, SignatureLength, nameof(signature));
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, sequence);
        return DomainDigest.Of("lem.batches.v1"u8, number, hash, signature);
    }

    static void CheckLength(ReadOnlySpan<byte> bytes, int length, string name)
    {
        if (bytes.Length != length)
        {
            throw new ArgumentException($"{bytes.Length} bytes instead of {length}.", name);
        }
    }
}
