using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Contracts.Eosio;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>
/// Brings the outbox to the chain: in order in each queue, each entry exactly once, though this may stop at any instruction and the node may
/// be away for days. Entries at the front of a queue are bundled. What is signed is stored before it is sent; the same bytes are sent until
/// the Watcher has seen them in an irreversible block, or irreversible time has passed their expiration without them: only then are new
/// bytes signed (docs/adr/0014, 0023).
/// </summary>
public sealed partial class Performer(
    ChainOutbox outbox, ChainCursor cursor, Eos chain, SigningKeys keys, BundleOptions limits, ILogger<Performer> log)
{
    /// <summary>A node may forget what it took, when it stops or a fork falls away: after this time without it, it is sent again.</summary>
    static readonly TimeSpan SendAgain = TimeSpan.FromSeconds(10);

    readonly Patience _patience = new(TimeProvider.System);

    /// <summary>When this Performer sent a transaction, in irreversible time.</summary>
    readonly Dictionary<string, DateTimeOffset> _sent = new(StringComparer.Ordinal);

    /// <summary>The queues that a node did not serve when they were last tried, and why.</summary>
    public IReadOnlyDictionary<string, string> Unserved { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>One round over the fronts of all queues.</summary>
    /// <exception cref="InvalidOperationException">The node is one of another chain than configured.</exception>
    public async Task<PerformerRound> WorkAsync(CancellationToken cancellation)
    {
        var fronts = await outbox.FrontsAsync(limits.Entries, cancellation);
        ForgetDone(fronts);
        if (fronts.Count == 0)
        {
            return PerformerRound.Served;
        }

        try
        {
            var info = await chain.GetInfo(cancellation);

            // Until the Watcher stands before the first block that may hold something of ours, nothing is sent.
            return await cursor.ReadAsync(info.ChainId, cancellation) is { } watched
                ? await WorkOffAsync(fronts, info, watched.Time, cancellation)
                : PerformerRound.Served;
        }
        catch (Exception e) when (e is HttpRequestException or EosioApiException or EosioFormatException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogAway(fronts.Count, e.Message);
            return PerformerRound.Away;
        }
    }

    void ForgetDone(IReadOnlyList<QueueFront> fronts)
    {
        foreach (var done in _sent.Keys.Except(fronts.Select(front => front.UnderWay).OfType<SignedBundle>().Select(IdOf), StringComparer.Ordinal).ToList())
        {
            _sent.Remove(done);
        }

        _patience.Keep([.. fronts.Select(front => front.Queue)]);
        Unserved = _patience.Reasons;
    }

    async Task<PerformerRound> WorkOffAsync(IReadOnlyList<QueueFront> fronts, ChainInfo info, DateTimeOffset irreversible, CancellationToken cancellation)
    {
        foreach (var front in fronts.Where(front => _patience.IsOver(front.Queue)))
        {
            try
            {
                await AdvanceAsync(front, info, irreversible, cancellation);
                _patience.Served(front.Queue);
            }
            catch (Exception e) when (e is EosioApiException or EosioFormatException)
            {
                LogUnserved(front.Queue, e.Message);
                _patience.Unserved(front.Queue, e.Message);
            }
        }

        Unserved = _patience.Reasons;
        return Unserved.Count == 0 ? PerformerRound.Served : PerformerRound.Unserved;
    }

    async Task AdvanceAsync(QueueFront front, ChainInfo info, DateTimeOffset irreversible, CancellationToken cancellation)
    {
        if (front.UnderWay is not { } bundle)
        {
            if (await SignAsync(front, info, cancellation) is { } fresh)
            {
                await SendAsync(fresh, irreversible, isFirst: true, cancellation);
            }
        }
        else if (irreversible > bundle.Sealed.ExpiresAt)
        {
            await OutlivedAsync(bundle, cancellation);
        }
        else if (!_sent.TryGetValue(IdOf(bundle), out var sent) || irreversible - sent > SendAgain)
        {
            await SendAsync(bundle, irreversible, isFirst: false, cancellation);
        }
    }

    /// <returns>Null if another process has signed meanwhile: its bytes count, not these.</returns>
    async Task<SignedBundle?> SignAsync(QueueFront front, ChainInfo info, CancellationToken cancellation)
    {
        var together = limits.Take(front.Waiting);
        var actions = together.SelectMany(entry => Transaction.Unpack(entry.Actions.Span).Actions);
        var transaction = chain.Prepare(new Transaction { Actions = [.. actions] }, info);
        var signature = keys.For(front.Queue).Sign(transaction.SigningDigest(info.ChainId));
        var signed = new SealedEntry(transaction.Pack(), [signature.ToString()], transaction.Id.ToArray(), transaction.Expiration.Time);
        var bundle = new SignedBundle(front.Queue, signed, together[0].Key, [.. together.Select(entry => entry.Id)], ByBox: false);
        return await outbox.SaveSignedAsync(bundle.Entries, signed, cancellation) ? bundle : null;
    }

    /// <param name="isFirst">These bytes were signed a moment ago by this Performer, and no node has had them.</param>
    async Task SendAsync(SignedBundle bundle, DateTimeOffset irreversible, bool isFirst, CancellationToken cancellation)
    {
        var signed = bundle.Sealed;
        var packed = new PackedTransaction(
            [.. signed.Signatures.Select(Signature.Parse)], TransactionCompression.None, ReadOnlyMemory<byte>.Empty, signed.PackedTransaction);
        try
        {
            await chain.SendTransaction(packed, cancellation);
            _sent[IdOf(bundle)] = irreversible;
            PerformerMetrics.Sent(bundle, isFirst);
            LogSent(bundle.FirstKey, bundle.Entries.Count);
        }
        catch (EosioApiException refusal)
        {
            switch (Verdicts.Of(refusal))
            {
                case Verdict.Taken:
                    _sent[IdOf(bundle)] = irreversible;
                    break;
                case Verdict.Never when bundle.Entries.Count > 1:
                case Verdict.Later when bundle.Entries.Count > 1 && Verdicts.IsTooMuch(refusal):
                    await RefusedTogetherAsync(bundle, irreversible, isFirst, refusal, cancellation);
                    break;
                case Verdict.Never:
                case Verdict.NotSetUp when bundle.ByBox:
                    LogRefused(bundle.FirstKey, bundle.Entries[0], refusal.Details);
                    PerformerMetrics.Died(bundle);
                    await outbox.FailAsync(
                        signed, $"The chain refused it: {(refusal.Details.Length > 0 ? refusal.Details : refusal.What)}", cancellation);
                    break;
                case Verdict.Outlived:
                    // Certain only when irreversible time has passed the expiration: until then it may be in a block we have not seen.
                    break;
                default:
                    throw;
            }
        }
    }

    /// <summary>
    /// One entry of several was refused, and with it all. They are signed anew in two parts, until the guilty one stands alone; but bytes
    /// that another node may have are waited for until they are outlived, since they may yet get into a block.
    /// </summary>
    async Task RefusedTogetherAsync(SignedBundle bundle, DateTimeOffset irreversible, bool isFirst, EosioApiException refusal, CancellationToken cancellation)
    {
        if (isFirst)
        {
            LogSplit(bundle.FirstKey, bundle.Entries.Count, refusal.Details);
            PerformerMetrics.Split(bundle);
            await outbox.SplitAsync(bundle.Sealed, (bundle.Entries.Count + 1) / 2, cancellation);
        }
        else
        {
            _sent[IdOf(bundle)] = irreversible;
        }
    }

    async Task OutlivedAsync(SignedBundle bundle, CancellationToken cancellation)
    {
        if (bundle.ByBox)
        {
            PerformerMetrics.Died(bundle);
            await outbox.FailAsync(bundle.Sealed, "The box's transaction expired before it got into a block; request the data again.", cancellation);
        }
        else
        {
            await outbox.SignAnewAsync(bundle.Sealed, cancellation);
        }
    }

    static string IdOf(SignedBundle bundle) => Convert.ToHexStringLower(bundle.Sealed.TransactionId.Span);

    [LoggerMessage(1, LogLevel.Information, "Sent {Key} to the chain, {Count} entries in one transaction")]
    partial void LogSent(string key, int count);

    [LoggerMessage(2, LogLevel.Error, "The chain refused {Key} (entry {Id}) for good: {Reason}")]
    partial void LogRefused(string key, long id, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The queue {Queue} waits: {Reason}")]
    partial void LogUnserved(string queue, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Queues} queues wait for the chain: {Reason}")]
    partial void LogAway(int queues, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The chain refused {Key} and what was with it ({Count} entries): they are sent in two parts; {Reason}")]
    partial void LogSplit(string key, int count, string reason);
}

/// <summary>How a round went.</summary>
public enum PerformerRound
{
    /// <summary>What could be sent was.</summary>
    Served,

    /// <summary>A node answers, but does not serve a queue: that one waits, the others go on.</summary>
    Unserved,

    /// <summary>No node answers: everything waits.</summary>
    Away,
}
