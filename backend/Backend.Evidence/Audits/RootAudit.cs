using System.Globalization;
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
            findings.Broken($"The document has the {twice.Key} more than once.");
        }

        Missing(export.Market, export.Timeslot, export.Trees.Select(tree => tree.Tree.Anchor).ToHashSet(), anchors, findings);
    }

    /// <summary>What the chain has of the market and timeslot and the document has not.</summary>
    public static void Missing(string market, long timeslot, IReadOnlySet<AnchorKey> there, IReadOnlyList<ChainAnchor> anchors, Findings findings)
    {
        foreach (var missing in anchors.Where(anchor => IsOf(market, timeslot, anchor.Key) && !there.Contains(anchor.Key)))
        {
            findings.Broken($"The chain has an anchor for the {missing.Key}, but the document lacks its records: if it is older than this version, ask for a new one.");
        }
    }

    /// <summary>The anchor's root and leaf count against those of a tree or proof.</summary>
    public static void Anchored(AnchorKey key, Digest root, long leafCount, IReadOnlyList<ChainAnchor> anchors, string what, Findings findings)
    {
        if (anchors.FirstOrDefault(anchor => anchor.Key == key) is not { } anchored)
        {
            findings.Broken($"{what} is not anchored: the chain has no anchor for the {key}.");
            return;
        }

        if (anchored.Root != root)
        {
            findings.Broken($"{what} gives the root {root}, but the chain has {anchored.Root} for the {key}.");
        }

        if (anchored.LeafCount != leafCount)
        {
            findings.Broken(string.Create(
                CultureInfo.InvariantCulture, $"{what} is of a tree of {leafCount} leaves, but the chain has {anchored.LeafCount} for the {key}."));
        }
    }

    static void Tree(TimeslotExport export, StatedTree stated, IReadOnlyList<ChainAnchor> anchors, Findings findings)
    {
        var tree = stated.Tree;
        findings.Check(
            string.Create(CultureInfo.InvariantCulture, $"The {tree.Anchor}: {tree.Leaves.Count} leaves give the root that the chain has, {tree.Root}."),
            () =>
            {
                if (!IsOf(export.Market, export.Timeslot, tree.Anchor))
                {
                    findings.Broken($"The {tree.Anchor} is not of the document's market and timeslot.");
                }

                foreach (var (leaf, i) in tree.Leaves.Select((leaf, i) => (leaf, i)).Where(l => l.leaf.Hash != stated.LeafHashes[l.i]))
                {
                    findings.Broken($"{Names.Record(tree.Anchor, i, leaf.Content)} was changed: its salt and content give the hash {leaf.Hash}, the document states {stated.LeafHashes[i]}.");
                }

                Head(tree, findings);
                if (stated.Root != tree.Root)
                {
                    findings.Broken($"The records of the {tree.Anchor} give the root {tree.Root}, the document states {stated.Root}.");
                }

                Anchored(tree.Anchor, tree.Root, tree.Leaves.Count, anchors, $"The document's {tree.Anchor}", findings);
            });
    }

    static void Head(EvidenceTree tree, Findings findings)
    {
        if (tree.Leaves.Count == 0)
        {
            findings.Broken($"The {tree.Anchor} has no records, not even its head.");
            return;
        }

        var head = EvidenceTree.Head(tree.Anchor, tree.Leaves.Count - 1);
        if (!tree.Leaves[0].Content.Equals(head))
        {
            findings.Broken($"The head of the {tree.Anchor} does not fit its records: {Names.Difference(tree.Leaves[0].Content, head)}.");
        }
    }

    static bool IsOf(string market, long timeslot, AnchorKey key) => string.Equals(key.Market, market, StringComparison.Ordinal) && key.Timeslot == timeslot;
}
