namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>An entry that waits to be signed.</summary>
/// <param name="Actions">The packed actions, as a transaction without reference and expiration.</param>
/// <param name="Together">At most so many entries in its transaction, after one with more was refused; null before.</param>
public sealed record OutboxEntry(long Id, string Key, ReadOnlyMemory<byte> Actions, int? Together);

/// <summary>The exact bytes that were signed: these, and no others, are sent until the outcome is known.</summary>
public sealed record SealedEntry(
    ReadOnlyMemory<byte> PackedTransaction, IReadOnlyList<string> Signatures, ReadOnlyMemory<byte> TransactionId, DateTimeOffset ExpiresAt);

/// <summary>What a queue has at its front: either entries that wait to be signed, in their order, or what was signed and is under way.</summary>
/// <param name="Waiting">The first of the entries that wait; none if something is under way.</param>
/// <param name="UnderWay">What was signed for the oldest entry.</param>
public sealed record QueueFront(string Queue, IReadOnlyList<OutboxEntry> Waiting, SignedBundle? UnderWay);

/// <summary>Signed bytes and the entries that they carry.</summary>
/// <param name="FirstKey">What the first entry says, for people.</param>
/// <param name="Entries">The entries' ids, ascending.</param>
/// <param name="ByBox">A box has signed it: nobody here can sign it anew.</param>
public sealed record SignedBundle(string Queue, SealedEntry Sealed, string FirstKey, IReadOnlyList<long> Entries, bool ByBox);
