using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Contracts.Eosio;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>
/// Brings the outbox to the chain: in order in each queue, each entry exactly once, though this may stop at any instruction and the node may
/// be away for days. What is signed is stored before it is sent; the same bytes are sent until the Watcher has seen them in an irreversible
/// block, or irreversible time has passed their expiration without them: only then are new bytes signed.
/// </summary>
public sealed partial class Performer(
    ChainOutbox outbox, ChainCursor cursor, Eos chain, SigningKeys keys, ILogger<Performer> log)
{
    readonly HashSet<long> _taken = [];

    /// <summary>One round over the heads of all queues.</summary>
    /// <returns>Whether a node is needed and none served.</returns>
    public async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        if (await cursor.TimeAsync(cancellation) is null)
        {
            // The Watcher must stand before the first block that may hold something of ours.
            return false;
        }

        var heads = await outbox.HeadsAsync(cancellation);
        _taken.IntersectWith(heads.Select(entry => entry.Id));
        var unserved = false;
        foreach (var entry in heads)
        {
            try
            {
                await AdvanceAsync(entry, cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or EosioFormatException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                LogUnserved(entry.Id, e.Message);
                unserved = true;
            }
        }

        return unserved;
    }

    async Task AdvanceAsync(OutboxEntry entry, CancellationToken cancellation)
    {
        if (entry.Sealed is { } signed)
        {
            if (await HasOutlivedAsync(signed, cancellation))
            {
                await OutlivedAsync(entry, cancellation);
            }
            else if (!_taken.Contains(entry.Id))
            {
                await SendAsync(entry, signed, cancellation);
            }
        }
        else if (await SignAsync(entry, cancellation) is { } fresh)
        {
            await SendAsync(entry, fresh, cancellation);
        }
    }

    /// <returns>Null if another process has signed meanwhile: its bytes count, not these.</returns>
    async Task<SealedEntry?> SignAsync(OutboxEntry entry, CancellationToken cancellation)
    {
        var info = await chain.GetInfo(cancellation);
        var transaction = await chain.Prepare(Transaction.Unpack(entry.Actions!.Value.Span), cancellation);
        var signature = keys.For(entry.Queue).Sign(transaction.SigningDigest(info.ChainId));
        var signed = new SealedEntry(transaction.Pack(), [signature.ToString()], transaction.Id.ToArray(), transaction.Expiration.Time);
        return await outbox.SaveSignedAsync(entry.Id, signed, cancellation) ? signed : null;
    }

    async Task SendAsync(OutboxEntry entry, SealedEntry signed, CancellationToken cancellation)
    {
        var packed = new PackedTransaction(
            [.. signed.Signatures.Select(Signature.Parse)], TransactionCompression.None, ReadOnlyMemory<byte>.Empty, signed.PackedTransaction);
        try
        {
            await chain.SendTransaction(packed, cancellation);
            _taken.Add(entry.Id);
            LogSent(entry.Key, entry.Id);
        }
        catch (EosioApiException refusal)
        {
            switch (Verdicts.Of(refusal))
            {
                case Verdict.Taken:
                    _taken.Add(entry.Id);
                    break;
                case Verdict.Never:
                    LogRefused(entry.Key, entry.Id, refusal.Details);
                    await outbox.FailAsync(entry.Id, $"The chain refused it: {(refusal.Details.Length > 0 ? refusal.Details : refusal.What)}", cancellation);
                    break;
                case Verdict.Outlived:
                    // Certain only when irreversible time has passed the expiration: until then it may be in a block we have not seen.
                    break;
                default:
                    throw new HttpRequestException(refusal.Message, refusal);
            }
        }
    }

    async Task<bool> HasOutlivedAsync(SealedEntry signed, CancellationToken cancellation) =>
        await cursor.TimeAsync(cancellation) is { } irreversible && irreversible > signed.ExpiresAt;

    async Task OutlivedAsync(OutboxEntry entry, CancellationToken cancellation)
    {
        _taken.Remove(entry.Id);
        if (entry.Actions is null)
        {
            await outbox.FailAsync(entry.Id, "The box's transaction expired before it got into a block; request the data again.", cancellation);
        }
        else
        {
            await outbox.SignAnewAsync(entry.Id, cancellation);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Sent {Key} (entry {Id}) to the chain")]
    partial void LogSent(string key, long id);

    [LoggerMessage(2, LogLevel.Error, "The chain refused {Key} (entry {Id}) for good: {Reason}")]
    partial void LogRefused(string key, long id, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Entry {Id} waits for the chain: {Reason}")]
    partial void LogUnserved(long id, string reason);
}
