using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Compares the records that a tree states with those computed from other records, and names each one that differs.</summary>
static class Comparison
{
    public static void Run(EvidenceTree tree, IReadOnlyList<CanonicalObject> computed, string computedFrom, Findings findings)
    {
        var stated = tree.Leaves.Skip(1).Select((leaf, i) => (leaf.Content, Index: i + 1)).ToList();
        var expected = computed.ToDictionary(Names.What, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var before = findings.BrokenCount;
        foreach (var (content, index) in stated)
        {
            var what = Names.What(content);
            if (!expected.TryGetValue(what, out var should))
            {
                findings.Broken($"{Names.Record(tree.Anchor, index, content)} does not follow from {computedFrom}.");
            }
            else if (!seen.Add(what))
            {
                findings.Broken($"{Names.Record(tree.Anchor, index, content)} stands twice.");
            }
            else if (!content.Equals(should))
            {
                findings.Broken($"{Names.Record(tree.Anchor, index, content)} does not follow from {computedFrom}: {Names.Difference(content, should)}.");
            }
        }

        foreach (var missing in computed.Where(record => !seen.Contains(Names.What(record))))
        {
            findings.Broken($"The {tree.Anchor} lacks a record that follows from {computedFrom}: {Names.What(missing)}.");
        }

        if (findings.BrokenCount == before && stated.Where((record, i) => !record.Content.Equals(computed[i])).Select(record => record.Index).FirstOrDefault() is var at and > 0)
        {
            findings.Broken($"{Names.Record(tree.Anchor, at, tree.Leaves[at].Content)} stands at the wrong place.");
        }
    }
}
