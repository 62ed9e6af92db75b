using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>All that transactions can change, and the way back from it.</summary>
public sealed class ChainState
{
    ulong _globalSequence;

    public ChainState()
    {
        Undo = new();
        Accounts = new(Undo);
        Tables = new(Undo);
    }

    public UndoLog Undo { get; }

    public AccountStore Accounts { get; }

    public ContractTables Tables { get; }

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

        var before = _globalSequence;
        Undo.Add(() => _globalSequence = before);
        _globalSequence++;
        var code = Accounts.Get(trace.Action.Account);
        return new(
            trace.Receiver,
            ActionReceipt.DigestOf(trace.Action, trace.ReturnValue.Span),
            _globalSequence,
            receiver.ReceiveSequence + 1,
            [.. authorizations],
            code.CodeSequence,
            code.AbiSequence);
    }
}
