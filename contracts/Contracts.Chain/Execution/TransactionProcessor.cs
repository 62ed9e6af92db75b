using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

enum ExecutionMode
{
    /// <summary>All checks; what succeeds stays.</summary>
    Push,

    /// <summary>Needs no signatures; nothing stays.</summary>
    Compute,

    /// <summary>From the chain's own log: checked when it came in.</summary>
    Replay,
}

/// <summary>A transaction whose form is right, with the keys that signed it.</summary>
sealed record IncomingTransaction(PackedTransaction Packed, Transaction Transaction, ReadOnlyMemory<byte> Bytes, IReadOnlyList<PublicKey> Keys)
{
    public Checksum256 Id { get; } = Checksum256.Hash(Bytes.Span);
}

/// <summary>Checks and executes transactions in the order of nodeos: first form, then reference, accounts, authority, then the actions.</summary>
sealed class TransactionProcessor(ChainState state, Checksum256 chainId, Func<ushort, Checksum256?> referencedBlock)
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
    public (TransactionTrace Trace, IReadOnlyList<ActionReceipt> Receipts) Execute(IncomingTransaction incoming, BlockContext block, ExecutionMode mode)
    {
        var mark = state.Undo.Mark;
        var execution = new TransactionExecution(state, block, incoming.Transaction, incoming.Bytes);
        var trace = new TransactionTrace(incoming.Id, block.Number, block.Time) { Actions = execution.Traces };
        var net = 0u;
        try
        {
            if (mode != ExecutionMode.Replay)
            {
                TransactionRules.CheckExpiration(incoming.Transaction, block.Time);
                TransactionRules.CheckReference(incoming.Transaction, referencedBlock(incoming.Transaction.RefBlockNum));
                TransactionRules.CheckAccounts(incoming.Transaction, state.Accounts);
            }

            net = TransactionRules.NetUsage(incoming.Packed);
            TransactionRules.CheckNetUsage(incoming.Transaction, net);
            if (mode == ExecutionMode.Push)
            {
                new Authorization(state.Accounts).Check(incoming.Transaction.Actions, incoming.Keys, [], allowUnused: false);
                TransactionRules.CheckFeatures(incoming.Transaction);
            }

            execution.Budget.Use(SignatureSteps * incoming.Packed.Signatures.Count);
            execution.Run();
            if (mode == ExecutionMode.Compute)
            {
                state.Undo.RollBackTo(mark);
            }

            net = (net + 7) / 8 * 8;
            var receipt = new TransactionReceipt(TransactionStatus.Executed, execution.Budget.Microseconds, net / 8, incoming.Packed);
            return (trace with { Receipt = receipt, Elapsed = receipt.CpuUsageUs, NetUsage = net }, execution.Receipts);
        }
        catch (ChainException failure)
        {
            state.Undo.RollBackTo(mark);
            return (trace with { Failure = failure, Elapsed = execution.Budget.Elapsed, NetUsage = net }, []);
        }
    }

    /// <summary>The chain's own transaction at the start of each block; a contract on eosio may see it. Its failure changes nothing.</summary>
    public (TransactionTrace Trace, IReadOnlyList<ActionReceipt> Receipts) ExecuteOnBlock(BlockHeader head, BlockContext block)
    {
        var action = new ContractAction(
            WellKnownNames.System, Native.NativeNames.OnBlock, [new(WellKnownNames.System, WellKnownNames.Active)], head.Pack());
        var transaction = new Transaction { Actions = [action] };
        var bytes = transaction.Pack();
        var packed = new PackedTransaction([], TransactionCompression.None, default, bytes);
        var (trace, receipts) = Execute(new(packed, transaction, bytes, []), block, ExecutionMode.Replay);
        return (trace.Receipt is { } receipt ? trace with { NetUsage = 0, Receipt = receipt with { NetUsageWords = 0 } } : trace, receipts);
    }
}
