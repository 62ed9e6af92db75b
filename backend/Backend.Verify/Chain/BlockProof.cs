using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Protos.Evidence;
using AnchorKey = LocalEnergyMarket.Protos.Evidence.AnchorKey;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>
/// A transaction in a block: its receipt is a leaf of the header's transaction_mroot, and the header's hash is the block's id. A transaction
/// that is executed in a block was accepted by the contract, so its anchor action counts even when the row was pruned.
/// </summary>
/// <param name="Id">The block's id as the node states it.</param>
/// <param name="Header">The packed header, as far as the node tells it.</param>
/// <param name="Receipts">The digests of all receipts of the block.</param>
/// <param name="Place">Of the transaction among them; -1 if the block does not have it.</param>
/// <param name="Receipt">The transaction's own; null if the block does not have it.</param>
sealed record BlockProof(string TransactionId, uint Number, Checksum256 Id, BlockHeader Header, IReadOnlyList<Checksum256> Receipts, int Place, TransactionReceipt? Receipt)
{
    public static BlockProof Of(BlockAnswer block, string transactionId)
    {
        var place = -1;
        for (var i = 0; i < block.Transactions.Count && place < 0; i++)
        {
            // A block may have what we cannot unpack, of other contracts; its receipt's digest is of the bytes alone.
            if (IdOf(block.Transactions[i].Transaction) is { } id && string.Equals(id, transactionId, StringComparison.Ordinal))
            {
                place = i;
            }
        }

        return new(
            transactionId, block.Number, block.Id, block.Header, [.. block.Transactions.Select(receipt => receipt.Digest())], place,
            place < 0 ? null : block.Transactions[place]);
    }

    /// <summary>Whether the id follows from the header: not if it has extensions, which nodeos' answer leaves out.</summary>
    public bool HasOwnId => Header.Number == Number && Header.Id == Id;

    /// <summary>Null if the transaction is in the block as its header says.</summary>
    public Rule? Wrong =>
        ChainMerkle.Root(Receipts) != Header.TransactionMroot ? ChainRules.FalseMerkle
        : Receipt is null || Place >= Receipts.Count || Receipt.Digest() != Receipts[Place] || Receipt.Status != TransactionStatus.Executed || IdOf(Receipt.Transaction) != TransactionId ? ChainRules.NoTransaction
        : null;

    /// <summary>The anchor that the transaction writes; null if it writes no such.</summary>
    public ChainAnchor? Anchor(AnchorKey key, Name contract) => Receipt is null
        ? null
        : Receipt.Transaction.Unpack().Transaction.Actions
            .Where(action => action.Account == contract && action.Name == AnchorName)
            .Select(action => (Anchor)MarketAction.Read(action.Name, action.Data.Span))
            .Where(anchor => new AnchorKey(anchor.Market.ToString(), (Protos.Evidence.AnchorKind)anchor.Kind, anchor.Timeslot, anchor.Version) == key)
            .Select(anchor => new ChainAnchor(key, new Digest(anchor.Root.ToArray()), anchor.Leaves))
            .FirstOrDefault();

    static Name AnchorName { get; } = Name.Parse("anchor");

    static string? IdOf(PackedTransaction transaction)
    {
        try
        {
            return transaction.Unpack().Transaction.Id.ToString();
        }
        catch (EosioFormatException)
        {
            return null;
        }
    }
}
