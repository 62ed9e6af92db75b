namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// Follows one transaction. A node's word that it failed, is forked out or unknown counts for nothing before an irreversible block is later than the expiration: until then a
/// transaction that was dropped may come in again, and another node may know more.
/// </summary>
sealed class FinalityTracking(Eos eos, Checksum256 id, TimePointSec expiration, Func<uint, uint?> since)
{
    bool _hasStatus = true;
    bool _hasTraces = true;
    uint? _nextBlock;

    // What it is when it turns out to be in no block.
    TransactionState _otherwise = TransactionState.Unknown;

    /// <exception cref="HttpRequestException">No node answers.</exception>
    public async Task<TransactionFinality> Look(CancellationToken cancellation)
    {
        // Before the questions below: what they do not show after this block had passed the expiration is not there.
        var info = await eos.GetInfo(cancellation);
        var state = TransactionState.Unknown;
        if (await Status(cancellation) is { } status)
        {
            state = status.State;
            if (state is TransactionState.Irreversible)
            {
                return new(state, status.BlockNumber, status.BlockId, IsFinal: true);
            }

            if (state is TransactionState.InBlock or TransactionState.LocallyApplied)
            {
                return new(state, status.BlockNumber, status.BlockId, IsFinal: false);
            }

            _otherwise = state is TransactionState.ForkedOut or TransactionState.Failed ? state : _otherwise;
        }

        // The node may have been started after the transaction, or remembers only the newest.
        if (await InBlocks(info, cancellation) is { } found)
        {
            return found;
        }

        var irreversibleTime = info.LastIrreversibleBlockTime ?? (await eos.GetBlockInfo(info.LastIrreversibleBlockNum, cancellation)).Timestamp;
        return irreversibleTime > expiration.Time ? new(_otherwise, null, null, IsFinal: true) : new(state, null, null, IsFinal: false);
    }

    async Task<TransactionStatusAnswer?> Status(CancellationToken cancellation)
    {
        if (!_hasStatus)
        {
            return null;
        }

        try
        {
            return await eos.GetTransactionStatus(id, cancellation);
        }
        catch (EosioApiException missing) when (!missing.IsUnavailable)
        {
            // Not offered: nodeos needs a setting for it.
            _hasStatus = false;
            return null;
        }
    }

    async Task<TransactionFinality?> InBlocks(ChainInfo info, CancellationToken cancellation)
    {
        if (_hasTraces && await Traced(info, cancellation) is { } traced)
        {
            return traced;
        }

        if (_hasTraces)
        {
            _otherwise = _otherwise is TransactionState.Unknown ? TransactionState.Failed : _otherwise;
            return null;
        }

        return await Read(info, cancellation);
    }

    async Task<TransactionFinality?> Traced(ChainInfo info, CancellationToken cancellation)
    {
        if (await eos.GetTracedTransaction(id, cancellation) is { } trace)
        {
            // A trace may be of a block that a fork has dropped since: the block as it is now tells.
            var block = await eos.GetTracedBlock(trace.BlockNum, cancellation);
            if (block is null || block.Transactions.All(transaction => transaction.Id != id))
            {
                _otherwise = TransactionState.ForkedOut;
                return null;
            }

            return block.IsIrreversible || (block.Number <= info.LastIrreversibleBlockNum && block.Id == (await eos.GetBlockInfo(block.Number, cancellation)).Id)
                ? new(TransactionState.Irreversible, block.Number, block.Id, IsFinal: true)
                : new(TransactionState.InBlock, block.Number, block.Id, IsFinal: false);
        }

        _hasTraces = await eos.GetTracedBlock(info.LastIrreversibleBlockNum, cancellation) is not null;
        return null;
    }

    /// <summary>Reads the irreversible blocks one by one.</summary>
    async Task<TransactionFinality?> Read(ChainInfo info, CancellationToken cancellation)
    {
        if (_nextBlock is null && since(info.HeadBlockNum) is { } earliest)
        {
            // Nothing before it can have escaped.
            _nextBlock = earliest;
            _otherwise = _otherwise is TransactionState.Unknown ? TransactionState.Failed : _otherwise;
        }

        for (_nextBlock ??= info.LastIrreversibleBlockNum; _nextBlock <= info.LastIrreversibleBlockNum; _nextBlock++)
        {
            BlockAnswer block;
            try
            {
                block = await eos.GetBlock(_nextBlock.Value, cancellation);
            }
            catch (EosioApiException missing) when (missing.IsNotFound)
            {
                // A node that was started from a snapshot, or prunes: whether the transaction was in there cannot be said.
                _otherwise = TransactionState.Unknown;
                continue;
            }

            if (block.Transactions.Any(receipt => receipt.Status == TransactionStatus.Executed && receipt.Transaction.Unpack().Transaction.Id == id))
            {
                return new(TransactionState.Irreversible, block.Number, block.Id, IsFinal: true);
            }
        }

        return null;
    }
}
