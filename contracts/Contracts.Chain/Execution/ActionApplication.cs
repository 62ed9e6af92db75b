using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Native;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>
/// Applies one action: at its own account first, then at every account notified, then the inline actions sent on the way, each of
/// them in the same manner before the next.
/// </summary>
sealed class ActionApplication(TransactionExecution transaction, ActionTrace first, Name sender, int depth)
{
    readonly List<ActionTrace> _receivers = [first];
    readonly List<(ActionTrace Trace, Name Sender)> _inline = [];

    public Name Sender => sender;

    public void Run()
    {
        // Receivers are added while the ones before them run.
        for (var i = 0; i < _receivers.Count; i++)
        {
            ApplyAt(_receivers[i]);
        }

        if (_inline.Count > 0 && depth >= transaction.State.Resources.Parameters.Value.MaxInlineActionDepth)
        {
            throw new ChainException(ErrorKind.Transaction, "exec", "max inline action depth per transaction reached");
        }

        foreach (var (trace, from) in _inline)
        {
            new ActionApplication(transaction, trace, from, depth + 1).Run();
        }
    }

    public void Notify(ActionTrace creator, Name recipient)
    {
        if (_receivers.TrueForAll(r => r.Receiver != recipient))
        {
            if (!transaction.State.Accounts.Accounts.Contains(recipient))
            {
                return;
            }

            _receivers.Add(transaction.Schedule(creator.Action, recipient, creator.Ordinal, first.Ordinal));
        }
    }

    public void SendInline(ActionContext from, ContractAction action)
    {
        from.CheckInline(action);
        _inline.Add((transaction.Schedule(action, action.Account, from.Trace.Ordinal, first.Ordinal), from.Receiver));
    }

    void ApplyAt(ActionTrace trace)
    {
        var context = new ActionContext(transaction, this, trace);
        var before = transaction.Budget.Elapsed;
        try
        {
            NativeHandlers.Apply(context);
            if (RunContract(context))
            {
                context.CheckRam();
            }
        }
        catch (ChainException failure)
        {
            trace.Failure = failure.With("exec_one", "pending console output: ${console}", ("console", context.Console));
            throw trace.Failure;
        }
        finally
        {
            trace.Console = context.Console;
            trace.Elapsed = transaction.Budget.Elapsed - before;
        }

        trace.RamDeltas = context.RamDeltas;
        trace.Receipt = transaction.IsReadOnly ? transaction.State.ReceiptOfReading(trace) : transaction.State.NextReceipt(trace);
        transaction.Executed(trace);
    }

    /// <returns>False when the receiver has no contract.</returns>
    bool RunContract(ActionContext context)
    {
        transaction.Budget.Use(StepBudget.StepsPerMicrosecond);
        if (transaction.State.Contracts.Find(transaction.State.Accounts.Get(context.Receiver)) is not { } module)
        {
            return false;
        }

        using var instance = module.Instantiate(context, transaction.Budget.StepsLeft);
        try
        {
            instance.Invoke("apply", (long)context.Receiver.Value, (long)context.Action.Account.Value, (long)context.Action.Name.Value);
        }
        catch (ContractExit)
        {
            // The contract is done with this action.
        }
        catch (TrapException trap)
        {
            throw new ChainException(
                ErrorKind.WasmExecution, "apply", trap.Kind == TrapKind.MemoryOutOfBounds ? "access violation" : "eos-vm system failure");
        }
        catch (StepLimitException)
        {
            throw transaction.Budget.Exceeded();
        }
        finally
        {
            transaction.Budget.Count(instance.Steps);
        }

        transaction.Budget.Use(0);
        return true;
    }
}
