namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>How the journal is. A snapshot that costs next to nothing.</summary>
/// <param name="Bytes">What its files take on the disk together.</param>
/// <param name="MaxBytes">What they may take.</param>
/// <param name="OpenReadings">Readings that are in no batch.</param>
/// <param name="WaitingBatches">Batches that the backend has not answered.</param>
/// <param name="RefusedBatches">Batches that the backend put aside.</param>
/// <param name="KeptBatches">Acknowledged batches that are kept for a while.</param>
/// <param name="LastSequence">Of the newest batch, or where the chain starts; 0 if nobody has said yet.</param>
/// <param name="AcknowledgedSequence">Of the newest batch that the backend has.</param>
/// <param name="Oldest">The oldest reading, on the market's clock, that the backend has not acknowledged; null if it has all.</param>
/// <param name="GivenUp">Readings given up since the box started: each is counted in a gap record.</param>
/// <param name="WaitingGaps">Gap records that are in no batch yet.</param>
/// <param name="Problem">Why the journal cannot be written now, in English; null if it can.</param>
public sealed record JournalState(
    long Bytes, long MaxBytes, long OpenReadings, long WaitingBatches, long RefusedBatches, long KeptBatches, ulong LastSequence, ulong AcknowledgedSequence,
    DateTimeOffset? Oldest, long GivenUp, long WaitingGaps, string? Problem);
