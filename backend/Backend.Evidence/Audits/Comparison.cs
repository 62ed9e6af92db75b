using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Compares the records that a tree states with those computed from other records, and names each one that differs.</summary>
static class Comparison
{
    public static void Run(EvidenceTree tree, IReadOnlyList<CanonicalObject> computed, Phrase computedFrom, Findings findings)
    {
        var stated = tree.Leaves.Skip(1).Select((leaf, i) => (leaf.Content, Index: i + 1)).ToList();
        var expected = computed.ToDictionary(RecordName.What, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var before = findings.BrokenCount;
        foreach (var (content, index) in stated)
        {
            var (what, name) = (RecordName.What(content), new RecordName(tree.Anchor, index, content));
            if (!expected.TryGetValue(what, out var should))
            {
                findings.Broken(Rules.NotFollowing, name, computedFrom);
            }
            else if (!seen.Add(what))
            {
                findings.Broken(Rules.StandsTwice, name);
            }
            else if (!content.Equals(should))
            {
                var difference = new Difference(content, should);
                findings.Broken(new Finding(false, Rules.Differs, [name, computedFrom, difference], difference.ExpectedJson, difference.FoundJson));
            }
        }

        foreach (var missing in computed.Where(record => !seen.Contains(RecordName.What(record))))
        {
            findings.Broken(new Finding(false, Rules.Lacking, [tree.Anchor, computedFrom, new RecordKind(missing)], missing.ToString()));
        }

        if (findings.BrokenCount == before && stated.Where((record, i) => !record.Content.Equals(computed[i])).Select(record => record.Index).FirstOrDefault() is var at and > 0)
        {
            findings.Broken(Rules.WrongPlace, new RecordName(tree.Anchor, at, tree.Leaves[at].Content));
        }
    }
}
