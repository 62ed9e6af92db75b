using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

enum ExecutionMode
{
    /// <summary>All checks; what succeeds stays.</summary>
    Push,

    /// <summary>Needs no signatures; nothing stays.</summary>
    Compute,

    /// <summary>Needs no signatures and no authorizations; writes nothing.</summary>
    ReadOnly,

    /// <summary>From the chain's own log: checked when it came in.</summary>
    Replay,
}

/// <summary>A transaction whose form is right, with the keys that signed it.</summary>
sealed record IncomingTransaction(PackedTransaction Packed, Transaction Transaction, ReadOnlyMemory<byte> Bytes, IReadOnlyList<PublicKey> Keys)
{
    public Checksum256 Id { get; } = Checksum256.Hash(Bytes.Span);
}

/// <summary>Checks and executes transactions in the order of nodeos: first form, then reference, accounts, authority, then the actions.</summary>
sealed class TransactionProcessor(ChainState state, Checksum256 chainId)
{
    /// <summary>Steps charged for each signature: 150 µs.</summary>
    const long SignatureSteps = 150 * StepBudget.StepsPerMicrosecond;

    /// <exception cref="ChainException">3010010: the bytes are not a transaction; 0, 10 or 3090001: a signature is wrong.</exception>
    public IncomingTransaction Unpack(PackedTransaction packed, ExecutionMode mode)
    {
        SignedTransaction signed;
        try
        {
            signed = packed.Unpack();
        }
        catch (EosioFormatException)
        {
            throw new ChainException(ErrorKind.PackedTransaction, "unpack", "Invalid packed transaction");
        }

        var keys = mode == ExecutionMode.Push ? SignatureRecovery.OnTransaction(signed, chainId) : [];
        return new(packed, signed.Transaction, signed.Transaction.Pack(), keys);
    }

    /// <summary>Executes; a failure is in the trace, and has changed nothing.</summary>
    public (TransactionTrace Trace, IReadOnlyList<ActionReceipt> Receipts) Execute(IncomingTransaction incoming, BlockContext block, ExecutionMode mode) =>
        Execute(incoming, block, mode, TransactionRules.NetUsage(incoming.Packed, state.Resources.Parameters.Value));

    (TransactionTrace Trace, IReadOnlyList<ActionReceipt> Receipts) Execute(IncomingTransaction incoming, BlockContext block, ExecutionMode mode, uint bytes)
    {
        var mark = state.Undo.Mark;
        var bill = new TransactionBill(state, incoming.Transaction, block.Time, enforced: mode is ExecutionMode.Push or ExecutionMode.Compute);
        var execution = new TransactionExecution(state, block, incoming.Transaction, incoming.Bytes, bill, mode == ExecutionMode.ReadOnly);
        var trace = new TransactionTrace(incoming.Id, block.Number, block.Time) { Actions = execution.Traces };
        var net = 0u;
        try
        {
            if (mode != ExecutionMode.Replay)
            {
                Check(incoming.Transaction, block, mode);
            }

            net = bytes;
            bill.Begin(net);
            if (mode == ExecutionMode.Push)
            {
                new Authorization(state.Accounts).Check(incoming.Transaction.Actions, incoming.Keys, [], allowUnused: false);
            }

            execution.Budget.Use(SignatureSteps * incoming.Packed.Signatures.Count);
            execution.Run();
            bill.VerifyRam();
            net = (net + 7) / 8 * 8;
            bill.Finish(net, execution.Budget.Microseconds);
            if (mode is ExecutionMode.Compute or ExecutionMode.ReadOnly)
            {
                state.Undo.RollBackTo(mark);
            }

            var cpu = mode == ExecutionMode.ReadOnly ? 0 : execution.Budget.Microseconds;
            var receipt = new TransactionReceipt(TransactionStatus.Executed, cpu, net / 8, incoming.Packed);
            return (trace with { Receipt = receipt, Elapsed = execution.Budget.Microseconds, NetUsage = net }, execution.Receipts);
        }
        catch (ChainException failure)
        {
            state.Undo.RollBackTo(mark);
            return (trace with { Failure = failure, Elapsed = execution.Budget.Elapsed, NetUsage = net }, []);
        }
    }

    void Check(Transaction transaction, BlockContext block, ExecutionMode mode)
    {
        TransactionRules.CheckFeatures(transaction);
        if (mode != ExecutionMode.ReadOnly)
        {
            TransactionRules.CheckExpiration(transaction, block.Time, state.Resources.Parameters.Value);
            TransactionRules.CheckReference(transaction, state.References.Find(transaction.RefBlockNum));
        }

        TransactionRules.CheckAccounts(transaction, state.Accounts, mode == ExecutionMode.ReadOnly);
    }

    /// <summary>The chain's own transaction at the start of each block; a contract on eosio may see it. Its failure changes nothing.</summary>
    public (TransactionTrace Trace, IReadOnlyList<ActionReceipt> Receipts) ExecuteOnBlock(BlockHeader head, BlockContext block)
    {
        var action = new ContractAction(
            WellKnownNames.System, Native.NativeNames.OnBlock, [new(WellKnownNames.System, WellKnownNames.Active)], head.Pack());
        var transaction = new Transaction { Actions = [action] };
        var bytes = transaction.Pack();
        var packed = new PackedTransaction([], TransactionCompression.None, default, bytes);
        return Execute(new(packed, transaction, bytes, []), block, ExecutionMode.Replay, bytes: 0);
    }
}
