using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Anchoring.Trees;

/// <summary>The leaves of one anchor in their documented order (docs/evidence.md).</summary>
public sealed record AnchoredTree(AnchorKey Key, IReadOnlyList<SaltedLeaf> Leaves)
{
    public Digest Root => MerkleTree.Root([.. Leaves.Select(leaf => leaf.Hash)]);
}
