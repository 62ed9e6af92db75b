using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>All that transactions can change, and the way back from it.</summary>
public sealed class ChainState
{
    public ChainState()
    {
        Undo = new();
        Resources = new(Undo);
        Accounts = new(Undo, Resources);
        Tables = new(Undo);
        GlobalSequence = new(Undo, 0);
    }

    public UndoLog Undo { get; }

    public AccountStore Accounts { get; }

    public ContractTables Tables { get; }

    public ResourceLedger Resources { get; }

    /// <summary>Of accepted transactions; added to only when nothing is to be taken back any more.</summary>
    public TransactionWindow Transactions { get; } = new();

    /// <summary>Of finished blocks.</summary>
    public ReferenceWindow References { get; } = new();

    /// <summary>Actions executed since the chain began.</summary>
    public UndoValue<ulong> GlobalSequence { get; }

    public ContractModules Contracts { get; } = new();

    /// <summary>Of an action that changed nothing and is counted nowhere.</summary>
    public ActionReceipt ReceiptOfReading(ActionTrace trace)
    {
        var code = Accounts.Get(trace.Action.Account);
        return new(trace.Receiver, ActionReceipt.DigestOf(trace.Action, trace.ReturnValue.Span), 0, 0, [], code.CodeSequence, code.AbiSequence);
    }

    /// <summary>Counts the action at its receiver, its authorizers and its contract.</summary>
    public ActionReceipt NextReceipt(ActionTrace trace)
    {
        var receiver = Accounts.Get(trace.Receiver);
        Accounts.Accounts.Set(receiver.Name, receiver with { ReceiveSequence = receiver.ReceiveSequence + 1 });
        var authorizations = new SortedDictionary<Name, ulong>();
        foreach (var actor in trace.Action.Authorization.Select(a => a.Actor))
        {
            var account = Accounts.Get(actor);
            Accounts.Accounts.Set(actor, account with { AuthorizationSequence = account.AuthorizationSequence + 1 });
            authorizations[actor] = account.AuthorizationSequence + 1;
        }

        GlobalSequence.Set(GlobalSequence.Value + 1);
        var code = Accounts.Get(trace.Action.Account);
        return new(
            trace.Receiver,
            ActionReceipt.DigestOf(trace.Action, trace.ReturnValue.Span),
            GlobalSequence.Value,
            receiver.ReceiveSequence + 1,
            [.. authorizations],
            code.CodeSequence,
            code.AbiSequence);
    }
}
