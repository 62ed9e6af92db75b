using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>The block transactions are being executed for, until its slot is over.</summary>
sealed class PendingBlock(BlockContext context, Checksum256 previous)
{
    readonly List<TransactionReceipt> _receipts = [];
    readonly List<TransactionTrace> _traces = [];
    readonly List<Checksum256> _actions = [];
    readonly Dictionary<Checksum256, AcceptedTransaction> _accepted = [];

    public BlockContext Context => context;

    public int TransactionCount => _receipts.Count;

    public AcceptedTransaction? Find(in Checksum256 id) => _accepted.GetValueOrDefault(id);

    /// <param name="transaction">Null for the chain's own, which is in no receipt.</param>
    public void Add(Transaction? transaction, TransactionTrace trace, IEnumerable<ActionReceipt> actions)
    {
        _traces.Add(trace);
        _actions.AddRange(actions.Select(a => a.Digest()));
        if (transaction is not null)
        {
            _receipts.Add(trace.Receipt!);
            _accepted.Add(trace.Id, new(trace.Receipt!.Transaction, transaction, trace));
        }
    }

    public Block Finish(Func<Checksum256, Signature> sign)
    {
        var header = new BlockHeader
        {
            Timestamp = context.Time,
            Producer = WellKnownNames.System,
            Previous = previous,
            TransactionMroot = ChainMerkle.Root([.. _receipts.Select(r => r.Digest())]),
            ActionMroot = ChainMerkle.Root(_actions),
        };
        return new Block(header, sign(header.Digest), [.. _receipts]) { Traces = [.. _traces] };
    }
}
