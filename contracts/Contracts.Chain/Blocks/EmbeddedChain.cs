using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>
/// An EOSIO chain with one producer, for development and tests. Its rules are those of nodeos (Leap 4); its security is not:
/// one key, one machine, nobody else who checks. All members may be called from any thread.
/// </summary>
public sealed partial class EmbeddedChain : IDisposable
{
    readonly Lock _sync = new();
    readonly ChainSettings _settings;
    readonly TimeProvider _time;
    readonly ChainState _state;
    readonly IBlockArchive _archive;
    readonly TransactionIndex _transactions;
    readonly TransactionProcessor _processor;
    readonly SnapshotKeeper? _snapshots;
    Block _head;
    Block _irreversible;
    PendingBlock? _pending;

    EmbeddedChain(ChainSettings settings, TimeProvider time, ChainState state, uint at, Storage storage)
    {
        _settings = settings;
        _time = time;
        _state = state;
        _archive = storage.Archive;
        _transactions = storage.Transactions;
        _snapshots = storage.Snapshots;
        ChainId = settings.Genesis.ChainId;
        _processor = new(_state, ChainId);
        _head = _archive.Read(at);
        _irreversible = _archive.Read(Math.Max(1, at - 1));
    }

    public Checksum256 ChainId { get; }

    public Genesis Genesis => _settings.Genesis;

    /// <summary>Reads something consistent: no block is finished and no transaction executed meanwhile.</summary>
    public T Read<T>(Func<ChainView, T> read)
    {
        lock (_sync)
        {
            return read(new(this));
        }
    }

    /// <summary>Executes a transaction for the next block. A failure after the first checks is in the trace.</summary>
    /// <exception cref="ChainException">The transaction is malformed, wrongly signed, expired, or was accepted before (409).</exception>
    public TransactionTrace Push(PackedTransaction packed) => Accept(packed, ExecutionMode.Push);

    /// <summary>Executes a transaction without its signatures, and takes back what it did.</summary>
    /// <exception cref="ChainException">As for <see cref="Push"/>.</exception>
    public TransactionTrace Compute(PackedTransaction packed) => Accept(packed, ExecutionMode.Compute);

    /// <summary>Executes a transaction that has no authorizations and may only read; also one that has expired or was executed before.</summary>
    /// <exception cref="ChainException">The transaction is malformed.</exception>
    public TransactionTrace ComputeReadOnly(PackedTransaction packed) => Accept(packed, ExecutionMode.ReadOnly);

    /// <summary>A transaction of any age, in a block or in the one being made; one that is not among the latest takes a search through the log.</summary>
    public AcceptedTransaction? FindTransaction(Checksum256 id)
    {
        uint last;
        lock (_sync)
        {
            if (Recent(id) is { } recent)
            {
                return recent;
            }

            if (!_transactions.HasForgotten)
            {
                return null;
            }

            last = _head.Number;
        }

        // Blocks do not change, and nobody else has to wait.
        var found = _archive.SearchTransaction(id, last);
        lock (_sync)
        {
            return found is { } number ? In(_archive.Read(number), id) : null;
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            _archive.Dispose();
        }
    }

    static AcceptedTransaction In(Block block, Checksum256 id)
    {
        var trace = block.Traces.First(t => t.Id == id);
        return new(trace.Receipt!.Transaction, trace.Receipt.Transaction.Unpack().Transaction, trace);
    }

    AcceptedTransaction? Recent(Checksum256 id) =>
        _pending?.Find(id) ?? (_transactions.Find(id) is { } number ? In(_archive.Read(number), id) : null);

    TransactionTrace Accept(PackedTransaction packed, ExecutionMode mode)
    {
        // Recovering keys takes longest and needs nothing that changes.
        var incoming = _processor.Unpack(packed, mode);
        lock (_sync)
        {
            var pending = Pending();
            if (mode != ExecutionMode.ReadOnly && incoming.Transaction.Expiration.Time < pending.Context.Time.Time)
            {
                throw new ChainException(
                    ErrorKind.Expired,
                    "process_incoming_transaction_async",
                    "expired transaction ${id}, expiration ${e}, block time ${bt}",
                    ("id", incoming.Id.ToString()),
                    ("e", new TimePoint(incoming.Transaction.Expiration.Seconds * 1_000_000L).ToString()),
                    ("bt", pending.Context.Time.ToString()));
            }

            if (mode != ExecutionMode.ReadOnly && _state.Transactions.Contains(incoming.Id))
            {
                throw new ChainException(
                    ErrorKind.Duplicate, "process_incoming_transaction_async", "duplicate transaction ${id}", ("id", incoming.Id.ToString()));
            }

            var (trace, receipts) = _processor.Execute(incoming, pending.Context, mode);
            if (IsBlockFull(trace) && IsNextBlockNear(pending))
            {
                FinishPending();
                pending = Pending();
                (trace, receipts) = _processor.Execute(incoming, pending.Context, mode);
            }

            if (mode == ExecutionMode.Push && trace.Receipt is not null)
            {
                Keep(pending, incoming, trace, receipts);
            }

            return trace;
        }
    }

    void Keep(PendingBlock pending, IncomingTransaction incoming, TransactionTrace trace, IReadOnlyList<ActionReceipt> receipts)
    {
        _state.Undo.Forget();
        _state.Transactions.Add(incoming.Id, incoming.Transaction.Expiration);
        pending.Add(incoming.Transaction, trace, receipts);
    }
}

/// <summary>A transaction in a block, or in the one being made.</summary>
public sealed record AcceptedTransaction(PackedTransaction Packed, Transaction Transaction, TransactionTrace Trace);
