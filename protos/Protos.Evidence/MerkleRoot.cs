using System.Numerics;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>Computes the root of a <see cref="MerkleTree"/> leaf by leaf: memory grows with the logarithm of the leaves.</summary>
public sealed class MerkleRoot
{
    readonly Stack<Digest> _full = new();

    public long LeafCount { get; private set; }

    public void Add(ReadOnlySpan<byte> leaf) => Add(MerkleTree.HashLeaf(leaf));

    public void Add(Digest leafHash)
    {
        // Every trailing one of the count before is a full tree that the new leaf completes to a tree of twice its size.
        for (var full = BitOperations.TrailingZeroCount(~LeafCount); full > 0; full--)
        {
            leafHash = MerkleTree.HashNode(_full.Pop(), leafHash);
        }

        _full.Push(leafHash);
        LeafCount++;
    }

    /// <summary>The root of what was added so far; more may be added after.</summary>
    public Digest Compute()
    {
        if (LeafCount == 0)
        {
            return Digest.Of([]);
        }

        Digest? root = null;
        foreach (var full in _full)
        {
            root = root is { } right ? MerkleTree.HashNode(full, right) : full;
        }

        return root!.Value;
    }
}
