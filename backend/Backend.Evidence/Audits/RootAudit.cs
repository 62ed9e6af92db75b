using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Recomputes hashes and roots from the leaves and compares them with what the document states and the chain has.</summary>
static class RootAudit
{
    public static void Run(TimeslotExport export, IReadOnlyList<ChainAnchor> anchors, Findings findings)
    {
        foreach (var tree in export.Trees)
        {
            Tree(export, tree, anchors, findings);
        }

        foreach (var twice in export.Trees.GroupBy(tree => tree.Tree.Anchor).Where(group => group.Count() > 1))
        {
            findings.Broken(Rules.TreeTwice, twice.Key);
        }

        Missing(export.Market, export.Timeslot, export.Trees.Select(tree => tree.Tree.Anchor).ToHashSet(), anchors, findings);
    }

    /// <summary>What the chain has of the market and timeslot and the document has not.</summary>
    public static void Missing(string market, long timeslot, IReadOnlySet<AnchorKey> there, IReadOnlyList<ChainAnchor> anchors, Findings findings)
    {
        foreach (var missing in anchors.Where(anchor => IsOf(market, timeslot, anchor.Key) && !there.Contains(anchor.Key)))
        {
            findings.Broken(new Finding(false, Rules.TreeLacking, [missing.Key], missing.Root.ToString()));
        }
    }

    /// <summary>The anchor's root and leaf count against those of a tree or proof.</summary>
    /// <param name="what">The record, or words for the tree.</param>
    public static void Anchored(AnchorKey key, Digest root, long leafCount, IReadOnlyList<ChainAnchor> anchors, object what, Findings findings)
    {
        if (anchors.FirstOrDefault(anchor => anchor.Key == key) is not { } anchored)
        {
            findings.Broken(new Finding(false, Rules.NotAnchored, [what, key], Found: root.ToString()));
            return;
        }

        if (anchored.Root != root)
        {
            findings.Broken(new Finding(false, Rules.OtherRoot, [what, root, anchored.Root, key], anchored.Root.ToString(), root.ToString()));
        }

        if (anchored.LeafCount != leafCount)
        {
            findings.Broken(new Finding(false, Rules.OtherLeafCount, [what, leafCount, anchored.LeafCount, key], $"{anchored.LeafCount}", $"{leafCount}"));
        }
    }

    static void Tree(TimeslotExport export, StatedTree stated, IReadOnlyList<ChainAnchor> anchors, Findings findings)
    {
        var tree = stated.Tree;
        findings.Check(
            () =>
            {
                if (!IsOf(export.Market, export.Timeslot, tree.Anchor))
                {
                    findings.Broken(Rules.TreeForeign, tree.Anchor);
                }

                if (tree.Anchor is { Version: > 1, Kind: AnchorKind.Book or AnchorKind.Result or AnchorKind.Secondary })
                {
                    findings.Broken(Rules.OneVersion, tree.Anchor);
                }

                foreach (var (leaf, i) in tree.Leaves.Select((leaf, i) => (leaf, i)).Where(l => l.leaf.Hash != stated.LeafHashes[l.i]))
                {
                    findings.Broken(new Finding(
                        false, Rules.LeafChanged, [new RecordName(tree.Anchor, i, leaf.Content), leaf.Hash, stated.LeafHashes[i]], stated.LeafHashes[i].ToString(), leaf.Hash.ToString()));
                }

                Head(tree, findings);
                if (stated.Root != tree.Root)
                {
                    findings.Broken(new Finding(false, Rules.OtherStatedRoot, [tree.Anchor, tree.Root, stated.Root], tree.Root.ToString(), stated.Root.ToString()));
                }

                Anchored(tree.Anchor, tree.Root, tree.Leaves.Count, anchors, new Phrase($"The document's {tree.Anchor}", $"Das Dokument ({tree.Anchor.KindName}, Version {tree.Anchor.Version})"), findings);
            },
            Rules.TreeHolds,
            tree.Anchor,
            tree.Leaves.Count,
            tree.Root);
    }

    static void Head(EvidenceTree tree, Findings findings)
    {
        if (tree.Leaves.Count == 0)
        {
            findings.Broken(Rules.TreeEmpty, tree.Anchor);
            return;
        }

        var difference = new Difference(tree.Leaves[0].Content, EvidenceTree.Head(tree.Anchor, tree.Leaves.Count - 1));
        if (difference.Members.Count > 0)
        {
            findings.Broken(new Finding(false, Rules.HeadDiffers, [tree.Anchor, difference], difference.ExpectedJson, difference.FoundJson));
        }
    }

    static bool IsOf(string market, long timeslot, AnchorKey key) => string.Equals(key.Market, market, StringComparison.Ordinal) && key.Timeslot == timeslot;
}
