using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>The block a transaction is executed for.</summary>
public sealed record BlockContext(uint Number, BlockTimestamp Time);

/// <summary>Executes a transaction's actions in order and collects what became of each.</summary>
sealed class TransactionExecution(
    ChainState state, BlockContext block, Transaction transaction, ReadOnlyMemory<byte> packed, TransactionBill bill, bool isReadOnly)
{
    readonly List<ActionTrace> _traces = [];
    readonly List<ActionReceipt> _receipts = [];

    public ChainState State => state;

    public bool IsReadOnly => isReadOnly;

    public BlockContext Block => block;

    public Transaction Transaction => transaction;

    public ReadOnlyMemory<byte> Packed => packed;

    public TransactionBill Bill => bill;

    public StepBudget Budget { get; } = new(transaction.MaxCpuUsageMs, state.Resources.Parameters.Value);

    /// <summary>By ordinal.</summary>
    public IReadOnlyList<ActionTrace> Traces => _traces;

    /// <summary>In the order of execution.</summary>
    public IReadOnlyList<ActionReceipt> Receipts => _receipts;

    /// <exception cref="Errors.ChainException">An action failed; what it did must be taken back.</exception>
    public void Run()
    {
        var originals = transaction.Actions.Select(a => Schedule(a, a.Account, creator: 0, ancestor: 0)).ToList();
        foreach (var trace in originals)
        {
            new ActionApplication(this, trace, sender: default, depth: 0).Run();
        }
    }

    public ActionTrace Schedule(ContractAction action, Name receiver, int creator, int ancestor)
    {
        var trace = new ActionTrace(_traces.Count + 1, creator, ancestor, receiver, action);
        _traces.Add(trace);
        return trace;
    }

    public void Executed(ActionTrace trace) => _receipts.Add(trace.Receipt!);
}
