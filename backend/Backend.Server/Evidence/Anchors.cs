using LocalEnergyMarket.Backend.Anchoring;
using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Evidence;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Server.Evidence;

/// <summary>Between the trees of the market's facts and those in the database.</summary>
public sealed class Anchors(ContractAccounts accounts, TimeProvider time)
{
    /// <summary>Anchors the tree in the session's transaction: with the facts it is about, or not at all.</summary>
    public void Enlist(IDocumentSession session, EvidenceTree tree)
    {
        var stored = new AnchoredTree(tree.Anchor, [.. tree.Leaves.Select(leaf => new SaltedLeaf(leaf.Salt.Span, leaf.Content))]);
        var publication = TreePublication.Of(stored, accounts, time.GetUtcNow());
        session.QueueSqlCommand(publication.Sql, [.. publication.Parameters]);
    }

    public static EvidenceTree ToEvidence(AnchoredTree tree) => new(
        tree.Key,
        [.. tree.Leaves.Select(leaf => new EvidenceLeaf(leaf.Salt, (CanonicalObject)CanonicalJson.ParseCanonical(leaf.Content.Span)))]);
}
