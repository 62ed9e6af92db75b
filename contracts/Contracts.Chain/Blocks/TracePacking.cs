using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>
/// Traces beside the block they belong to. What the block has already, transactions and their actions, is not written again; failures
/// (only the chain's own transaction can fail in a block) are left out.
/// </summary>
static class TracePacking
{
    public static void Write(PackedWriter writer, Block block)
    {
        var traces = block.Traces.Where(t => t.Receipt is not null).ToList();
        var hasOwn = traces.Count > block.Transactions.Count;
        writer.Bool(hasOwn);
        if (hasOwn)
        {
            var receipt = traces[0].Receipt!;
            writer.UInt32(receipt.CpuUsageUs).VarUInt32(receipt.NetUsageWords).Bytes(receipt.Transaction.PackedTrx.Span);
        }

        foreach (var trace in traces)
        {
            writer.VarUInt32((uint)trace.Actions.Count);
            foreach (var action in trace.Actions)
            {
                Write(writer, action, trace.Actions);
            }
        }
    }

    public static IReadOnlyList<TransactionTrace> Read(ref PackedReader reader, Block block)
    {
        List<TransactionReceipt> receipts = [.. block.Transactions];
        if (reader.Bool())
        {
            var (cpu, net) = (reader.UInt32(), reader.VarUInt32());
            receipts.Insert(0, new(TransactionStatus.Executed, cpu, net, new([], TransactionCompression.None, default, reader.Bytes().ToArray())));
        }

        var traces = new List<TransactionTrace>(receipts.Count);
        foreach (var receipt in receipts)
        {
            var transaction = receipt.Transaction.Unpack().Transaction;
            var actions = new List<ActionTrace>();
            for (var count = reader.Count(); count > 0; count--)
            {
                actions.Add(Read(ref reader, transaction, actions));
            }

            traces.Add(new(transaction.Id, block.Number, block.Header.Timestamp)
            {
                Receipt = receipt,
                Elapsed = receipt.CpuUsageUs,
                NetUsage = receipt.NetUsageWords * 8,
                Actions = actions,
            });
        }

        return traces;
    }

    static void Write(PackedWriter writer, ActionTrace trace, IReadOnlyList<ActionTrace> all)
    {
        // The transaction's own actions come first and have no creator; a notification has its creator's action.
        var isKnown = trace.Creator == 0 || ReferenceEquals(all[trace.Creator - 1].Action, trace.Action);
        writer.VarUInt32((uint)trace.Creator).VarUInt32((uint)trace.ClosestUnnotifiedAncestor).Name(trace.Receiver).Bool(isKnown);
        if (!isKnown)
        {
            trace.Action.Write(writer);
        }

        writer.Bytes(trace.ReturnValue.Span).String(trace.Console).UInt64((ulong)trace.Elapsed).VarUInt32((uint)trace.RamDeltas.Count);
        foreach (var (account, bytes) in trace.RamDeltas)
        {
            writer.Name(account).Int64(bytes);
        }

        Write(writer, trace.Receipt!);
    }

    static void Write(PackedWriter writer, ActionReceipt receipt)
    {
        writer.UInt64(receipt.GlobalSequence).UInt64(receipt.RecvSequence).VarUInt32((uint)receipt.AuthSequence.Count);
        foreach (var (actor, sequence) in receipt.AuthSequence)
        {
            writer.Name(actor).UInt64(sequence);
        }

        writer.VarUInt32(receipt.CodeSequence).VarUInt32(receipt.AbiSequence);
    }

    static ActionTrace Read(ref PackedReader reader, Transaction transaction, List<ActionTrace> before)
    {
        var (creator, ancestor, receiver) = ((int)reader.VarUInt32(), (int)reader.VarUInt32(), reader.Name());
        var action = !reader.Bool() ? ContractAction.Read(ref reader)
            : creator == 0 ? transaction.Actions[before.Count]
            : before[creator - 1].Action;
        var trace = new ActionTrace(before.Count + 1, creator, ancestor, receiver, action)
        {
            ReturnValue = reader.Bytes().ToArray(),
            Console = reader.String(),
            Elapsed = (long)reader.UInt64(),
        };
        var deltas = new (Name, long)[reader.Count(16)];
        for (var i = 0; i < deltas.Length; i++)
        {
            deltas[i] = (reader.Name(), reader.Int64());
        }

        trace.RamDeltas = deltas;
        trace.Receipt = ReadReceipt(ref reader, trace);
        return trace;
    }

    static ActionReceipt ReadReceipt(ref PackedReader reader, ActionTrace trace)
    {
        var (global, received) = (reader.UInt64(), reader.UInt64());
        var authorizations = new KeyValuePair<Name, ulong>[reader.Count(16)];
        for (var i = 0; i < authorizations.Length; i++)
        {
            authorizations[i] = new(reader.Name(), reader.UInt64());
        }

        return new(
            trace.Receiver,
            ActionReceipt.DigestOf(trace.Action, trace.ReturnValue.Span),
            global,
            received,
            authorizations,
            reader.VarUInt32(),
            reader.VarUInt32());
    }
}
