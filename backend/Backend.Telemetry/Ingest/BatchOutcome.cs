using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>What became of a batch; in either case it is stored and committed.</summary>
public abstract record BatchOutcome(ulong Sequence);

/// <param name="Sequence">To acknowledge.</param>
/// <param name="IsNew">False if it had been taken in before.</param>
public sealed record BatchAccepted(ulong Sequence, bool IsNew) : BatchOutcome(Sequence);

/// <param name="Sequence">The batch's; 0 if it could not be read.</param>
/// <param name="Detail">Which check failed and where, for the box's log and the alert.</param>
public sealed record BatchRefused(ulong Sequence, RefusalReason Reason, string Detail) : BatchOutcome(Sequence);

/// <summary>The last batch of a box's chain: sequence 0 and 32 zero bytes before the first.</summary>
public sealed record BatchHead(ulong Sequence, ReadOnlyMemory<byte> Hash)
{
    public static BatchHead None { get; } = new(0, BatchContent.NoBatchHash);
}

/// <summary>A batch whose signature, content and root are right, and whose place in its box's chain is.</summary>
/// <param name="PreviousHash">Of the batch before, which is the chain's head at this moment.</param>
/// <param name="MeterKeys">The key of each meter that it names, by serial number.</param>
public sealed record IngestedBatch(
    Guid Box, ulong Sequence, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> PreviousHash, IReadOnlyList<Reading> Readings, IReadOnlyDictionary<string, int> MeterKeys)
{
    /// <summary>What the box says it gave up.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>What became of the box's clock before these readings.</summary>
    public IReadOnlyList<ClockChange> ClockChanges { get; init; } = [];
}
