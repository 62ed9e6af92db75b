namespace LocalEnergyMarket.Contracts.Eosio;

/// <content>What became of a transaction.</content>
public sealed partial class Eos
{
    static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends the same bytes until a node answers; safe to call again with them, also after a crash. A duplicate means that they are in. When the transaction has expired
    /// meanwhile, the chain is asked whether it had come in before. Bound it with the token: while no node answers it goes on.
    /// </summary>
    /// <exception cref="EosioApiException">The chain refused it: it is not in. <see cref="EosioApiException.IsExpired"/> when it expired without having come in.</exception>
    public async Task<SentTransaction> SendUntilKnown(PackedTransaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var unpacked = transaction.Unpack().Transaction;
        var pause = AskEvery;
        while (true)
        {
            try
            {
                return await SendTransaction(transaction, cancellation);
            }
            catch (EosioApiException duplicate) when (duplicate.IsDuplicate)
            {
                return new(unpacked.Id, null);
            }
            catch (EosioApiException expired) when (expired.IsExpired)
            {
                // The expiration is checked before duplicates: an earlier sending that was not answered may have brought it in.
                if ((await WaitForFinality(unpacked, progress: null, cancellation)).IsIrreversible)
                {
                    return new(unpacked.Id, null);
                }

                throw;
            }
            catch (Exception silence) when (silence is HttpRequestException or EosioApiException { IsUnavailable: true })
            {
                await Task.Delay(pause, _time, cancellation);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Waits until it is certain what became of a transaction.</summary>
    /// <param name="progress">Told of every change on the way: run by a node, in a block, in no block any more after a fork.</param>
    public Task<TransactionFinality> WaitForFinality(Transaction transaction, IProgress<TransactionFinality>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return Follow(new(this, transaction.Id, transaction.Expiration, head => BlockId.NumberUpTo(head, transaction.RefBlockNum)), progress, cancellation);
    }

    /// <summary>
    /// Waits until it is certain what became of a transaction: irreversible, or expired by the time of an irreversible block without being in one. It asks
    /// get_transaction_status where the node offers it and remembers the transaction, otherwise the trace API, otherwise it reads block after block.
    /// While no node answers it goes on asking: bound it with the token.
    /// </summary>
    /// <param name="expiration">The transaction's: what has not come into a block by then never will.</param>
    /// <param name="since">A block before which it cannot be in, where to start when blocks must be read; the irreversible one of now when null.</param>
    /// <param name="progress">Told of every change on the way: run by a node, in a block, in no block any more after a fork.</param>
    public Task<TransactionFinality> WaitForFinality(
        Checksum256 id, TimePointSec expiration, uint? since = null, IProgress<TransactionFinality>? progress = null, CancellationToken cancellation = default) =>
        Follow(new(this, id, expiration, _ => since), progress, cancellation);

    async Task<TransactionFinality> Follow(FinalityTracking tracking, IProgress<TransactionFinality>? progress, CancellationToken cancellation)
    {
        TransactionFinality? last = null;
        var pause = AskEvery;
        while (true)
        {
            try
            {
                var now = await tracking.Look(cancellation);
                if (now.IsFinal)
                {
                    return now;
                }

                if (now != last)
                {
                    progress?.Report(now);
                    last = now;
                }

                pause = AskEvery;
            }
            catch (Exception silence) when (silence is HttpRequestException or EosioApiException { IsUnavailable: true })
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            await Task.Delay(pause, _time, cancellation);
        }
    }
}
