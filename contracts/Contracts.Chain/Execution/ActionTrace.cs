using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>What became of one action at one receiver. Numbered from 1 in the order of scheduling.</summary>
public sealed class ActionTrace(int ordinal, int creator, int closestUnnotifiedAncestor, Name receiver, ContractAction action)
{
    public int Ordinal { get; } = ordinal;

    /// <summary>The action that sent this one or notified this receiver; 0 for the transaction itself.</summary>
    public int Creator { get; } = creator;

    public int ClosestUnnotifiedAncestor { get; } = closestUnnotifiedAncestor;

    public Name Receiver { get; } = receiver;

    public ContractAction Action { get; } = action;

    /// <summary>Null until the action has succeeded.</summary>
    public ActionReceipt? Receipt { get; set; }

    public string Console { get; set; } = "";

    public ReadOnlyMemory<byte> ReturnValue { get; set; }

    /// <summary>Microseconds, counted from steps.</summary>
    public long Elapsed { get; set; }

    public IReadOnlyList<(Name Account, long Bytes)> RamDeltas { get; set; } = [];

    public ChainException? Failure { get; set; }
}

/// <summary>What became of one transaction.</summary>
public sealed record TransactionTrace(Checksum256 Id, uint BlockNumber, BlockTimestamp BlockTime)
{
    /// <summary>Null when the transaction failed.</summary>
    public TransactionReceipt? Receipt { get; init; }

    /// <summary>Microseconds, counted from steps.</summary>
    public long Elapsed { get; init; }

    /// <summary>Bytes; a multiple of 8 once the transaction succeeded.</summary>
    public uint NetUsage { get; init; }

    public IReadOnlyList<ActionTrace> Actions { get; init; } = [];

    public ChainException? Failure { get; init; }
}
