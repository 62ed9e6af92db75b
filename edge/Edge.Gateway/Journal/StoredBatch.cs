using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>A batch exactly as it was signed.</summary>
/// <param name="Content">The serialised ReadingBatch.</param>
/// <param name="Signature">r and s, 32 bytes each.</param>
public sealed record StoredBatch(ulong Sequence, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Signature, DateTimeOffset ClosedAt);

/// <summary>The end of the chain of batches: the next batch has the next sequence and this hash before it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChainTip(ulong Sequence, ReadOnlyMemory<byte> Hash);

/// <summary>What became of a batch.</summary>
public enum BatchState
{
    /// <summary>The backend has not committed it.</summary>
    Waiting = 0,
    /// <summary>The backend has committed it.</summary>
    Acknowledged = 1,
    /// <summary>The backend put it aside; it is kept here until somebody has looked at it.</summary>
    Refused = 2,
}
