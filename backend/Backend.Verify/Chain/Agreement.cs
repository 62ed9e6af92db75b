using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Audits;
using AnchorKey = LocalEnergyMarket.Protos.Evidence.AnchorKey;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>What enough nodes say; who says otherwise is named.</summary>
static class Agreement
{
    public static Dictionary<AnchorKey, ChainAnchor> Of(IReadOnlyList<NodeAnswer> nodes, int quorum, List<Finding> notes, List<Finding> undecided)
    {
        var agreed = new Dictionary<AnchorKey, ChainAnchor>();
        foreach (var key in nodes.SelectMany(node => node.Anchors).Select(anchor => anchor.Key).Distinct().OrderBy(key => key.Kind).ThenBy(key => key.Version))
        {
            var said = nodes.Select(node => (node.Url, Anchor: node.Anchors.FirstOrDefault(anchor => anchor.Key == key))).ToList();
            var groups = said.GroupBy(answer => answer.Anchor).OrderByDescending(group => group.Count()).ToList();
            var most = groups[0];
            if (most.Count() < quorum || (groups.Count > 1 && groups[1].Count() == most.Count()))
            {
                undecided.Add(new(
                    false, ChainRules.NoQuorum, [key, new Joined([.. said.Select(answer => (answer.Url, Words(answer.Anchor)))]), quorum]));
                continue;
            }

            notes.AddRange(said.Where(answer => answer.Anchor != most.Key).Select(other => new Finding(
                true,
                ChainRules.Dissent,
                [other.Url, key, Words(other.Anchor), nodes.Count, most.Count(), Words(most.Key)],
                most.Key?.Root.ToString(),
                other.Anchor?.Root.ToString())));
            if (most.Key is { } anchor)
            {
                agreed.Add(key, anchor);
            }
        }

        return agreed;
    }

    static Phrase Words(ChainAnchor? anchor) => anchor is null
        ? new("no anchor", "kein Anker")
        : new(
            string.Create(CultureInfo.InvariantCulture, $"the root {anchor.Root} of {anchor.LeafCount} leaves"),
            string.Create(CultureInfo.InvariantCulture, $"die Wurzel {anchor.Root} über {anchor.LeafCount} Blätter"));

    /// <summary>Who says what, one after the other.</summary>
    sealed record Joined(IReadOnlyList<(string Url, Phrase Says)> Answers) : IPhrase
    {
        public string Say(Language language) =>
            string.Join("; ", Answers.Select(answer => $"{answer.Url}: {answer.Says.Say(language)}"));
    }
}
