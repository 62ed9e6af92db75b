using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

public sealed partial class EmbeddedChain
{
    /// <summary>When <see cref="Produce"/> has something to do next, if no transaction comes before.</summary>
    public DateTimeOffset NextBlockTime
    {
        get
        {
            lock (_sync)
            {
                return _pending?.Context.Time.Time ?? Head.Header.Timestamp.Time + _settings.Heartbeat;
            }
        }
    }

    Block Head => _blocks[^1];

    /// <summary>Finishes the block whose slot is over, and starts one when a block is due: every heartbeat, and after each with transactions.</summary>
    public void Produce()
    {
        lock (_sync)
        {
            var now = _time.GetUtcNow();
            if (_pending is not null && _pending.Context.Time.Time <= now)
            {
                FinishPending();
            }

            // A block is irreversible when the next is there, so one with transactions is not left alone.
            if (_pending is null && (Head.Transactions.Count > 0 || Head.Header.Timestamp.Time + _settings.Heartbeat <= now))
            {
                Pending();
            }
        }
    }

    /// <summary>Finishes the block being made at once, whatever the clock says. For tests and for stopping.</summary>
    public void FinishBlock()
    {
        lock (_sync)
        {
            Pending();
            FinishPending();
        }
    }

    /// <summary>Finishes the block being made if it has transactions. For stopping.</summary>
    public void Settle()
    {
        lock (_sync)
        {
            if (_pending is { TransactionCount: > 0 })
            {
                FinishPending();
            }
        }
    }

    PendingBlock Pending()
    {
        var now = _time.GetUtcNow();
        if (_pending is not null && _pending.Context.Time.Time <= now)
        {
            FinishPending();
        }

        if (_pending is null)
        {
            var slot = Math.Max(BlockTimestamp.From(now).Slot, Head.Header.Timestamp.Slot) + 1;
            _pending = Start(new(slot));
        }

        return _pending;
    }

    PendingBlock Start(BlockTimestamp time)
    {
        var pending = new PendingBlock(new(Head.Number + 1, time), Head.Id);
        var (trace, receipts) = _processor.ExecuteOnBlock(Head.Header, pending.Context);
        _state.Undo.Forget();
        pending.Add(trace, receipt: null, receipts);
        return pending;
    }

    void FinishPending()
    {
        var block = _pending!.Finish(digest => _settings.Key.Sign(digest));

        // Once a block is in the list it may be reported irreversible, so it is on the disk before.
        _log?.Append(block.Pack());
        Add(block);
        _pending = null;
    }
}
