using System.Text;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>One action while it is applied at one receiver: what the contract there can see and do.</summary>
public sealed class ActionContext
{
    const int MaximumReturnValue = 256;

    /// <summary>Of accounts that are not privileged (max-nonprivileged-inline-action-size).</summary>
    const int MaximumUnprivilegedInlineData = 4096;

    readonly TransactionExecution _transaction;
    readonly ActionApplication _application;
    readonly bool _isPrivileged;
    readonly SortedDictionary<Name, long> _ram = [];
    readonly StringBuilder _console = new();

    internal ActionContext(TransactionExecution transaction, ActionApplication application, ActionTrace trace)
    {
        _transaction = transaction;
        _application = application;
        Trace = trace;
        _isPrivileged = State.Accounts.Get(Receiver).Privileged;
        Rows = new(State.Tables, Receiver.Value, ChargeRam);
        Index64 = new(State.Tables, Receiver.Value, t => t.Index64, RamSizes.Index64, ChargeRam);
        Index128 = new(State.Tables, Receiver.Value, t => t.Index128, RamSizes.Index128, ChargeRam);
        Index256 = new(State.Tables, Receiver.Value, t => t.Index256, RamSizes.Index256, ChargeRam);
    }

    public ChainState State => _transaction.State;

    public ActionTrace Trace { get; }

    public ContractAction Action => Trace.Action;

    public Name Receiver => Trace.Receiver;

    /// <summary>The contract that sent this action inline; empty otherwise.</summary>
    public Name Sender => _application.Sender;

    public BlockTimestamp BlockTime => _transaction.Block.Time;

    public uint BlockNumber => _transaction.Block.Number;

    public Transaction Header => _transaction.Transaction;

    public ReadOnlyMemory<byte> PackedTransaction => _transaction.Packed;

    public ActionTables Rows { get; }

    public ActionIndex<ulong> Index64 { get; }

    public ActionIndex<UInt128> Index128 { get; }

    public ActionIndex<Key256> Index256 { get; }

    public string Console => _console.ToString();

    public IReadOnlyList<(Name Account, long Bytes)> RamDeltas => [.. _ram.Where(r => r.Value != 0).Select(r => (r.Key, r.Value))];

    /// <exception cref="ChainException">The transaction only reads.</exception>
    public void RefuseReadOnly()
    {
        if (_transaction.IsReadOnly)
        {
            throw new ChainException(
                ErrorKind.ActionValidate, $"apply_eosio_{Action.Name}", $"{Action.Name} not allowed in read-only transaction");
        }
    }

    /// <summary>For a change of tables.</summary>
    /// <param name="doing">store, update or remove.</param>
    /// <exception cref="ChainException">The transaction only reads.</exception>
    public ActionContext Writing(string doing) => _transaction.IsReadOnly ? throw Rules.ReadOnly(doing) : this;

    public void Print(string text) => _console.Append(text);

    public bool HasAuthorization(Name actor) => Action.Authorization.Any(a => a.Actor == actor);

    /// <exception cref="ChainException">The action is not authorized by the account.</exception>
    public void RequireAuthorization(Name actor)
    {
        if (!HasAuthorization(actor))
        {
            throw new ChainException(
                ErrorKind.MissingAuthority, "require_authorization", "missing authority of ${account}", ("account", actor.ToString()));
        }
    }

    /// <exception cref="ChainException">The action is not authorized by this very permission.</exception>
    public void RequireAuthorization(PermissionLevel level)
    {
        if (!Action.Authorization.Contains(level))
        {
            throw new ChainException(
                ErrorKind.MissingAuthority,
                "require_authorization",
                "missing authority of ${account}/${permission}",
                ("account", level.Actor.ToString()),
                ("permission", level.Permission.ToString()));
        }
    }

    /// <summary>Lets another account's contract see this action too.</summary>
    public void RequireRecipient(Name recipient) => _application.Notify(Trace, recipient);

    /// <exception cref="ChainException">The receiver is not privileged.</exception>
    public ActionContext Privileged() => _isPrivileged
        ? this
        : throw new ChainException(
            ErrorKind.UnaccessibleApi, "privileged_check", "${code} does not have permission to call this API", ("code", Receiver.ToString()));

    public void SetReturnValue(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaximumReturnValue)
        {
            throw new ChainException(
                ErrorKind.ReturnValueTooBig, "set_action_return_value", "action return value size must be less or equal to ${s} bytes", ("s", MaximumReturnValue));
        }

        Trace.ReturnValue = value.ToArray();
    }

    public void SendInline(ReadOnlySpan<byte> packed)
    {
        if (packed.Length >= State.Resources.Parameters.Value.MaxInlineActionSize)
        {
            throw new ChainException(ErrorKind.InlineTooBig, "send_inline", "inline action too big");
        }

        _application.SendInline(this, UnpackAction(packed));
    }

    internal void CheckInline(ContractAction action)
    {
        if (!_isPrivileged && action.Data.Length >= MaximumUnprivilegedInlineData)
        {
            throw new ChainException(
                ErrorKind.InlineTooBigUnprivileged,
                "execute_inline",
                "inline action too big for nonprivileged account ${account}",
                ("account", action.Account.ToString()));
        }

        if (!State.Accounts.Accounts.Contains(action.Account))
        {
            throw InlineRefused("inline action's code account ${account} does not exist", action.Account);
        }

        foreach (var level in action.Authorization)
        {
            if (!State.Accounts.Accounts.Contains(level.Actor))
            {
                throw InlineRefused("inline action's authorizing actor ${account} does not exist", level.Actor);
            }

            if (State.Accounts.FindPermission(level) is null)
            {
                throw new ChainException(
                    ErrorKind.ActionValidate,
                    "execute_inline",
                    "inline action's authorizations include a non-existent permission: ${permission}",
                    ("permission", PermissionJson.Of(level)));
            }
        }

        if (!_isPrivileged)
        {
            new Authorization(State.Accounts).Check([action], [], [new(Receiver, WellKnownNames.Code)], allowUnused: true);
        }
    }

    /// <summary>Replaces what an account may use.</summary>
    internal void SetLimits(Name account, AccountLimits limits)
    {
        if (State.Resources.SetLimits(State.Accounts.Get(account).Name, limits))
        {
            _transaction.Bill.WatchRam(account);
        }
    }

    internal void ChargeRam(Name account, long bytes)
    {
        State.Accounts.ChargeRam(account, bytes);
        if (bytes > 0)
        {
            _transaction.Bill.WatchRam(account);
        }

        _ram[account] = _ram.GetValueOrDefault(account) + bytes;
    }

    static ContractAction UnpackAction(ReadOnlySpan<byte> packed)
    {
        try
        {
            var reader = new PackedReader(packed);
            return ContractAction.Read(ref reader);
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.OutOfRange, "read", malformed.Message);
        }
    }

    static ChainException InlineRefused(string format, Name account) =>
        new(ErrorKind.ActionValidate, "execute_inline", format, ("account", account.ToString()));

    /// <summary>Once the action is done, nobody's memory may have grown who did not agree.</summary>
    /// <exception cref="ChainException">3050010: the contract let another account pay that did not authorize this action, or did so when only notified.</exception>
    internal void CheckRam()
    {
        if (_isPrivileged || _ram.FirstOrDefault(r => r.Value > 0 && r.Key != Receiver && !MayCharge(r.Key)) is not { Value: > 0 } charged)
        {
            return;
        }

        throw new ChainException(
            ErrorKind.UnauthorizedRam,
            "exec_one",
            Receiver == Action.Account
                ? "unprivileged contract cannot increase RAM usage of another account that has not authorized the action: ${account}"
                : "unprivileged contract cannot increase RAM usage of another account within a notify context: ${account}",
            ("account", charged.Key.ToString()));
    }

    bool MayCharge(Name account) => Receiver == Action.Account && HasAuthorization(account);

    void ChargeRam(ulong payer, long bytes) => ChargeRam(new Name(payer), bytes);
}
