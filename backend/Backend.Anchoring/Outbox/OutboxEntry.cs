namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>An entry that is not finished.</summary>
/// <param name="Actions">The packed actions to sign, or null where a box has signed already.</param>
/// <param name="Sealed">What was signed, once it was.</param>
public sealed record OutboxEntry(long Id, string Queue, string Key, ReadOnlyMemory<byte>? Actions, SealedEntry? Sealed, int Attempts);

/// <summary>The exact bytes that were signed: these, and no others, are sent until the outcome is known.</summary>
public sealed record SealedEntry(
    ReadOnlyMemory<byte> PackedTransaction, IReadOnlyList<string> Signatures, ReadOnlyMemory<byte> TransactionId, DateTimeOffset ExpiresAt);
