using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>What the box reports to the chain: the answer to an event, or a timeslot.</summary>
/// <param name="Event">0 for a timeslot.</param>
/// <param name="Meter">The meter that the event names; 0 for a timeslot.</param>
/// <param name="Timeslot">Start of the quarter hour, seconds since 1970; 0 for an event.</param>
/// <param name="Sequence">The batch that a timeslot's report commits to; 0 for an event.</param>
/// <param name="Made">When it was written down first, in real time.</param>
public sealed record ChainReport(ulong Event, uint Meter, uint Timeslot, ulong Sequence, DateTimeOffset Made)
{
    public long Id { get; init; }

    public ReportState State { get; init; }

    /// <summary>Why it was dropped.</summary>
    public string? Detail { get; init; }

    /// <summary>What an answer commits to; it stays the same however often the transaction is signed anew.</summary>
    public ReportOpening? Opening { get; init; }

    /// <summary>What is sent, as often as it takes.</summary>
    public SealedReport? Sealed { get; init; }
}

/// <param name="Salt">16 bytes, random.</param>
/// <param name="Content">The canonical JSON of the reading, UTF-8.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReportOpening(ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Content);

/// <summary>A transaction as the TPM has signed it.</summary>
/// <param name="Signature">Its text, SIG_R1_….</param>
/// <param name="Expires">From then on no block may hold it. Real time.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SealedReport(ReadOnlyMemory<byte> Transaction, string Signature, DateTimeOffset Expires);

/// <summary>What became of a report.</summary>
public enum ReportState
{
    Unfinished = 0,
    /// <summary>It is on the chain for good.</summary>
    Done = 1,
    /// <summary>It never will be.</summary>
    Dropped = 2,
}
