using Google.Protobuf;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Gateway.Batches;

/// <summary>
/// Closes open readings into a batch: numbered without a gap, chained to the batch before, with the Merkle root of its readings, signed by
/// the TPM. One signature a batch, because a TPM makes about fourteen a second.
/// </summary>
public sealed class BatchCloser(string boxId, BoxJournal journal, IP256Signer signer, TimeProvider market)
{
    /// <summary>
    /// Closes one batch; null when there is nothing to close, when as many wait as may, or when a fresh journal does not know yet where its chain starts.
    /// </summary>
    /// <exception cref="IOException">The TPM cannot be reached, or the disk is full; the readings stay open.</exception>
    /// <exception cref="TpmException">The TPM refuses; the readings stay open.</exception>
    public async Task<StoredBatch?> CloseAsync(CancellationToken cancellationToken)
    {
        if (journal.Tip() is not { } tip || journal.NextBatch() is not { } open)
        {
            return null;
        }

        try
        {
            var now = market.GetUtcNow();
            var content = Content(tip, open, now);
            var signature = await signer.SignHashAsync(SignedBatchContent.Digest(content), cancellationToken);
            var batch = new StoredBatch(tip.Sequence + 1, BatchContent.Hash(content), content, signature, now);
            journal.StoreBatch(batch, open);
            return batch;
        }
        finally
        {
            journal.GiveBack();
        }
    }

    /// <summary>RFC 6962 root over the readings' canonical forms, in the order of a batch.</summary>
    public static Digest Root(IEnumerable<Reading> readings) => MerkleTree.Root(
    [
        .. ReadingOrder.Sorted(readings).Select(r => MerkleTree.HashLeaf(
            ReadingLeaf.Canonical(r.MeterSerial, r.MeterIndex, (int)r.Register, r.Time.ToUnixTimeMilliseconds(), r.Value, (int)r.Quality))),
    ]);

    byte[] Content(ChainTip tip, OpenBatch open, DateTimeOffset now)
    {
        var batch = new ReadingBatch
        {
            BoxId = boxId,
            Sequence = tip.Sequence + 1,
            PreviousHash = ByteString.CopyFrom(tip.Hash.Span),
            Root = ByteString.CopyFrom(Root(open.Readings).ToArray()),
            ClosedUnixUs = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        };
        batch.Meters.AddRange(ReadingColumns.Encode(open.Readings));
        batch.Gaps.AddRange(BatchNotes.Encode(open.Gaps));
        batch.ClockEvents.AddRange(open.ClockChanges.Select(BatchNotes.Encode));
        return batch.ToByteArray();
    }
}
