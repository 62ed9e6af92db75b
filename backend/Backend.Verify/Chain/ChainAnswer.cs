using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Contracts.Eosio;
using AnchorKey = LocalEnergyMarket.Protos.Evidence.AnchorKey;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>What the nodes say together.</summary>
/// <param name="Anchors">What the document is held against.</param>
/// <param name="Findings">What the blocks say of the anchors.</param>
/// <param name="Notes">What the person should know; it breaks nothing.</param>
/// <param name="Undecided">Why it cannot be decided (yet) whether the document holds.</param>
sealed record ChainAnswer(
    string ChainId,
    uint IrreversibleBlock,
    IReadOnlyList<ChainAnchor> Anchors,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Finding> Notes,
    IReadOnlyList<Finding> Undecided)
{
    /// <param name="nodes">Those that answered, of one chain; at least one.</param>
    /// <param name="quorum">How many must say the same.</param>
    public static ChainAnswer Of(IReadOnlyList<NodeAnswer> nodes, int quorum, Name contract, string market, long timeslot, IReadOnlyList<AnchorPlace> places)
    {
        var (findings, notes, undecided) = (new List<Finding>(), new List<Finding>(), new List<Finding>());
        var table = Agreement.Of(nodes, quorum, notes, undecided);
        var pruned = nodes.Max(node => node.PrunedBefore);
        var anchors = new Dictionary<AnchorKey, ChainAnchor>(table);
        var proven = new HashSet<AnchorKey>();
        foreach (var place in places)
        {
            var key = new AnchorKey(market, place.Kind, timeslot, place.Version);
            if (InBlock(nodes, place, key, contract, findings, notes, undecided) is not { } inBlock)
            {
                continue;
            }

            proven.Add(key);
            if (!anchors.TryAdd(key, inBlock) && anchors[key] != inBlock)
            {
                findings.Add(new(
                    false, ChainRules.OtherInBlock, [key, place.Block, inBlock.Root, anchors[key].Root], inBlock.Root.ToString(), anchors[key].Root.ToString()));
            }
            else if (!table.ContainsKey(key) && timeslot >= pruned)
            {
                // Not pruned, and yet not in the table: the table counts.
                anchors.Remove(key);
            }
        }

        if (timeslot < pruned)
        {
            notes.Add(new(true, ChainRules.Pruned, []));
        }

        undecided.AddRange(nodes.SelectMany(node => node.Reversible).Distinct().Where(key => !proven.Contains(key)).Select(key => new Finding(false, ChainRules.Reversible, [key])));
        return new(nodes[0].ChainId, nodes.Min(node => node.IrreversibleBlock), [.. anchors.Values], findings, notes, undecided)
        {
            PrunedBefore = timeslot < pruned ? pruned : 0,
        };
    }

    /// <summary>Seconds since 1970 UTC if the contract's table has lost the timeslot; otherwise 0.</summary>
    public long PrunedBefore { get; private init; }

    /// <summary>Trees of a pruned timeslot whose anchors nobody can show any more.</summary>
    public IEnumerable<Finding> Lost(IEnumerable<AnchorKey> trees) => PrunedBefore == 0
        ? []
        : trees.Distinct().Where(key => Anchors.All(anchor => anchor.Key != key)).Select(key => new Finding(
            false, ChainRules.PrunedAway, [DateTimeOffset.FromUnixTimeSeconds(PrunedBefore).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture), key]));

    static ChainAnchor? InBlock(
        IReadOnlyList<NodeAnswer> nodes, AnchorPlace place, AnchorKey key, Name contract, List<Finding> findings, List<Finding> notes, List<Finding> undecided)
    {
        var proofs = nodes.SelectMany(node => node.Blocks)
            .Where(proof => proof.Number == place.Block && string.Equals(proof.TransactionId, place.TransactionId, StringComparison.Ordinal)).ToList();
        if (proofs.Count == 0)
        {
            notes.Add(new(true, ChainRules.BlockUnknown, [key, place.Block]));
            return null;
        }

        if (proofs.Select(proof => (proof, proof.Wrong)).FirstOrDefault(checkedProof => checkedProof.Wrong is not null) is { Wrong: { } wrong, proof: { } of })
        {
            findings.Add(wrong == ChainRules.FalseMerkle
                ? new(false, wrong, [key, place.Block, ChainMerkle.Root(of.Receipts), of.Header.TransactionMroot], of.Header.TransactionMroot.ToString(), ChainMerkle.Root(of.Receipts).ToString())
                : new(false, wrong, [key, place.Block, place.TransactionId]));
            return null;
        }

        if (proofs.Select(proof => proof.Anchor(key, contract)).Distinct().ToList() is not [{ } anchor])
        {
            findings.Add(new(false, ChainRules.NoAnchor, [key, place.Block, place.TransactionId]));
            return null;
        }

        if (proofs.Select(proof => proof.Id).Distinct().ToList() is { Count: > 1 } ids)
        {
            undecided.Add(new(false, ChainRules.OtherBlock, [key, place.Block, string.Join(", ", ids)]));
            return null;
        }

        if (!proofs.TrueForAll(proof => proof.HasOwnId))
        {
            notes.Add(new(true, ChainRules.BlockHeader, [key, place.Block]));
        }

        findings.Add(new(true, ChainRules.BlockHolds, [key, place.Block, place.TransactionId, proofs[0].Id]));
        return anchor;
    }
}
