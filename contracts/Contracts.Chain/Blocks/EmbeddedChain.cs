using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Chain.Native;
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
    readonly TransactionProcessor _processor;
    readonly List<Block> _blocks = [];
    readonly Dictionary<Checksum256, Block> _blocksById = [];
    readonly Dictionary<Checksum256, AcceptedTransaction> _transactions = [];
    readonly ChainState _state = new();
    BlockLog? _log;
    PendingBlock? _pending;

    EmbeddedChain(ChainSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        ChainId = settings.Genesis.ChainId;
        _processor = new(_state, ChainId, ReferencedBlock);
        SetUp();
    }

    public Checksum256 ChainId { get; }

    public Genesis Genesis => _settings.Genesis;

    /// <summary>Starts from the log, or anew when there is none.</summary>
    /// <exception cref="InvalidDataException">The log belongs to another chain, or this version computes another result from it.</exception>
    /// <exception cref="IOException">The log cannot be read or written.</exception>
    public static EmbeddedChain Open(ChainSettings settings, TimeProvider time)
    {
        var chain = new EmbeddedChain(settings, time);
        try
        {
            chain.Replay();
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

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

    public void Dispose()
    {
        lock (_sync)
        {
            _log?.Dispose();
            _log = null;
        }
    }

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

            if (mode != ExecutionMode.ReadOnly && _transactions.ContainsKey(incoming.Id))
            {
                throw new ChainException(
                    ErrorKind.Duplicate, "process_incoming_transaction_async", "duplicate transaction ${id}", ("id", incoming.Id.ToString()));
            }

            var (trace, receipts) = _processor.Execute(incoming, pending.Context, mode);
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
        pending.Add(trace, trace.Receipt, receipts);
        _transactions.Add(incoming.Id, new(incoming.Packed, incoming.Transaction, trace));
    }

    void SetUp()
    {
        var time = BlockTimestamp.From(_settings.GenesisTime);
        var authority = new Authority(_settings.Key.PublicKey);
        _state.Accounts.Accounts.Set(WellKnownNames.System, new(WellKnownNames.System, time, Privileged: true) { RamUsage = 2724, Abi = SystemAbi.Packed });
        foreach (var (name, parent) in new[] { (WellKnownNames.Owner, default), (WellKnownNames.Active, WellKnownNames.Owner) })
        {
            _state.Accounts.Permissions.Set((WellKnownNames.System, name), new(WellKnownNames.System, name, parent, authority, time));
        }

        _state.Undo.Forget();
        Add(new(_settings.Genesis.FirstHeader, Signature: null, []));
    }

    void Add(Block block)
    {
        _blocks.Add(block);
        _blocksById.Add(block.Id, block);
    }

    Checksum256? ReferencedBlock(ushort low)
    {
        var head = (uint)_blocks.Count;
        var number = (head & 0xffff0000) | low;
        if (number > head)
        {
            number -= 0x10000;
        }

        return number is > 0 && number <= head ? _blocks[(int)number - 1].Id : null;
    }
}

/// <summary>A transaction in a block, or in the one being made.</summary>
public sealed record AcceptedTransaction(PackedTransaction Packed, Transaction Transaction, TransactionTrace Trace);
