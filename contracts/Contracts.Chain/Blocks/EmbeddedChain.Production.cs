using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

public sealed partial class EmbeddedChain
{
    /// <summary>How far blocks may run ahead of the clock when more comes in than slots have room for.</summary>
    static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(10);

    /// <summary>When <see cref="Produce"/> has something to do next, if no transaction comes before.</summary>
    public DateTimeOffset NextBlockTime
    {
        get
        {
            lock (_sync)
            {
                return _pending?.Context.Time.Time ?? _head.Header.Timestamp.Time + _settings.Heartbeat;
            }
        }
    }

    /// <summary>Finishes the block whose slot is over, and starts one when a block is due: every heartbeat, and after each with transactions.</summary>
    /// <exception cref="IOException">A block could not be written; the chain cannot go on.</exception>
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
            if (_pending is null && (_head.Transactions.Count > 0 || _head.Header.Timestamp.Time + _settings.Heartbeat <= now))
            {
                Pending();
            }
        }

        _snapshots?.WriteTaken();
    }

    /// <summary>Finishes the block being made at once, whatever the clock says. For tests.</summary>
    /// <exception cref="IOException">The block could not be written; the chain cannot go on.</exception>
    public void FinishBlock()
    {
        lock (_sync)
        {
            Pending();
            FinishPending();
        }

        _snapshots?.WriteTaken();
    }

    /// <summary>For stopping: finishes the block being made and leaves a snapshot of the state, so that the next start executes nothing again.</summary>
    /// <exception cref="IOException">The block could not be written.</exception>
    public void Settle()
    {
        lock (_sync)
        {
            if (_pending is not null)
            {
                FinishPending();
            }

            _snapshots?.Take(_state, _head, always: true);
        }

        _snapshots?.WriteTaken();
    }

    static bool IsBlockFull(TransactionTrace trace) => trace.Failure?.Kind is { } kind && (kind == ErrorKind.BlockCpuUsage || kind == ErrorKind.BlockNetUsage);

    bool IsNextBlockNear(PendingBlock pending) => pending.TransactionCount > 0 && pending.Context.Time.Time < _time.GetUtcNow() + MostAhead;

    PendingBlock Pending()
    {
        var now = _time.GetUtcNow();
        if (_pending is not null && _pending.Context.Time.Time <= now)
        {
            FinishPending();
        }

        if (_pending is null)
        {
            var slot = Math.Max(BlockTimestamp.From(now).Slot, _head.Header.Timestamp.Slot) + 1;
            _pending = Start(new(slot));
        }

        return _pending;
    }

    PendingBlock Start(BlockTimestamp time)
    {
        var pending = new PendingBlock(new(_head.Number + 1, time), _head.Id);
        _state.Transactions.Forget(time);
        var (trace, receipts) = _processor.ExecuteOnBlock(_head.Header, pending.Context);
        _state.Undo.Forget();
        pending.Add(transaction: null, trace, receipts);
        return pending;
    }

    void FinishPending()
    {
        var block = _pending!.Finish(digest => _settings.Key.Sign(digest));

        // Once a block is the head the one before is reported irreversible, so both are on the disk before.
        _archive.Append(block);
        _pending = null;
        Advance(block);
        _snapshots?.Take(_state, _head, always: false);
    }

    void Advance(Block block)
    {
        _state.Resources.FinishBlock(block.Number);
        _state.References.Add(block.Id);
        _irreversible = _head;
        _head = block;
        foreach (var trace in block.Traces.TakeLast(block.Transactions.Count))
        {
            _transactions.Add(trace.Id, block.Number);
        }
    }
}
