namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>What is known of a transaction's fate.</summary>
/// <param name="State">In nodeos' words. <see cref="TransactionState.Unknown"/> at the end means that the nodes have forgotten what was before they were asked.</param>
/// <param name="BlockNum">The block it is in; null when it is in none.</param>
/// <param name="BlockId">That block's id, where the node told it.</param>
/// <param name="IsFinal">Whether nothing can change it any more: irreversible, or expired and in no irreversible block.</param>
public sealed record TransactionFinality(TransactionState State, uint? BlockNum, Checksum256? BlockId, bool IsFinal)
{
    public bool IsIrreversible => IsFinal && State == TransactionState.Irreversible;
}
