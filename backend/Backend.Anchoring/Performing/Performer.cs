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
    /// <summary>A node may forget what it took, when it stops or a fork falls away: after this time without it, it is sent again.</summary>
    static readonly TimeSpan SendAgain = TimeSpan.FromSeconds(10);

    /// <summary>When this Performer sent an entry, in irreversible time.</summary>
    readonly Dictionary<long, DateTimeOffset> _sent = [];

    /// <summary>One round over the heads of all queues.</summary>
    /// <returns>Whether a node is needed and none served.</returns>
    /// <exception cref="InvalidOperationException">The node is one of another chain than configured.</exception>
    public async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        var heads = await outbox.HeadsAsync(cancellation);
        foreach (var done in _sent.Keys.Except(heads.Select(entry => entry.Id)).ToList())
        {
            _sent.Remove(done);
        }

        if (heads.Count == 0)
        {
            return false;
        }

        try
        {
            var info = await chain.GetInfo(cancellation);

            // Until the Watcher stands before the first block that may hold something of ours, nothing is sent.
            return await cursor.ReadAsync(info.ChainId, cancellation) is { } watched && await WorkOffAsync(heads, info, watched.Time, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or EosioApiException or EosioFormatException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogAway(heads.Count, e.Message);
            return true;
        }
    }

    /// <returns>Whether the node refused to serve an entry; it waits, the other queues go on.</returns>
    async Task<bool> WorkOffAsync(IReadOnlyList<OutboxEntry> heads, ChainInfo info, DateTimeOffset irreversible, CancellationToken cancellation)
    {
        var unserved = false;
        foreach (var entry in heads)
        {
            try
            {
                await AdvanceAsync(entry, info, irreversible, cancellation);
            }
            catch (Exception e) when (e is EosioApiException or EosioFormatException)
            {
                LogUnserved(entry.Key, entry.Id, e.Message);
                unserved = true;
            }
        }

        return unserved;
    }

    async Task AdvanceAsync(OutboxEntry entry, ChainInfo info, DateTimeOffset irreversible, CancellationToken cancellation)
    {
        if (entry.Sealed is not { } signed)
        {
            if (await SignAsync(entry, info, cancellation) is { } fresh)
            {
                await SendAsync(entry, fresh, irreversible, cancellation);
            }
        }
        else if (irreversible > signed.ExpiresAt)
        {
            await OutlivedAsync(entry, signed, cancellation);
        }
        else if (!_sent.TryGetValue(entry.Id, out var sent) || irreversible - sent > SendAgain)
        {
            await SendAsync(entry, signed, irreversible, cancellation);
        }
    }

    /// <returns>Null if another process has signed meanwhile: its bytes count, not these.</returns>
    async Task<SealedEntry?> SignAsync(OutboxEntry entry, ChainInfo info, CancellationToken cancellation)
    {
        var transaction = chain.Prepare(Transaction.Unpack(entry.Actions!.Value.Span), info);
        var signature = keys.For(entry.Queue).Sign(transaction.SigningDigest(info.ChainId));
        var signed = new SealedEntry(transaction.Pack(), [signature.ToString()], transaction.Id.ToArray(), transaction.Expiration.Time);
        return await outbox.SaveSignedAsync(entry.Id, signed, cancellation) ? signed : null;
    }

    async Task SendAsync(OutboxEntry entry, SealedEntry signed, DateTimeOffset irreversible, CancellationToken cancellation)
    {
        var packed = new PackedTransaction(
            [.. signed.Signatures.Select(Signature.Parse)], TransactionCompression.None, ReadOnlyMemory<byte>.Empty, signed.PackedTransaction);
        try
        {
            await chain.SendTransaction(packed, cancellation);
            _sent[entry.Id] = irreversible;
            LogSent(entry.Key, entry.Id);
        }
        catch (EosioApiException refusal)
        {
            switch (Verdicts.Of(refusal))
            {
                case Verdict.Taken:
                    _sent[entry.Id] = irreversible;
                    break;
                case Verdict.Never:
                case Verdict.NotSetUp when entry.Actions is null:
                    LogRefused(entry.Key, entry.Id, refusal.Details);
                    await outbox.FailAsync(
                        entry.Id, signed, $"The chain refused it: {(refusal.Details.Length > 0 ? refusal.Details : refusal.What)}", cancellation);
                    break;
                case Verdict.Outlived:
                    // Certain only when irreversible time has passed the expiration: until then it may be in a block we have not seen.
                    break;
                default:
                    throw;
            }
        }
    }

    async Task OutlivedAsync(OutboxEntry entry, SealedEntry outlived, CancellationToken cancellation)
    {
        if (entry.Actions is null)
        {
            await outbox.FailAsync(
                entry.Id, outlived, "The box's transaction expired before it got into a block; request the data again.", cancellation);
        }
        else
        {
            await outbox.SignAnewAsync(entry.Id, outlived, cancellation);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Sent {Key} (entry {Id}) to the chain")]
    partial void LogSent(string key, long id);

    [LoggerMessage(2, LogLevel.Error, "The chain refused {Key} (entry {Id}) for good: {Reason}")]
    partial void LogRefused(string key, long id, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Key} (entry {Id}) waits: {Reason}")]
    partial void LogUnserved(string key, long id, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Queues} queues wait for the chain: {Reason}")]
    partial void LogAway(int queues, string reason);
}
