using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>
/// The Merkle tree of RFC 6962 section 2.1 with SHA-256: a leaf is hashed behind a byte 0x00, two nodes behind a byte 0x01, and a tree of n
/// leaves is cut at the greatest power of two below n. The tree of no leaves has the hash of nothing.
/// </summary>
public static class MerkleTree
{
    const byte LeafPrefix = 0;
    const byte NodePrefix = 1;
    const int OnStack = 512;

    public static Digest HashLeaf(ReadOnlySpan<byte> leaf)
    {
        byte[]? rented = null;
        var size = leaf.Length + 1;
        var input = size <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(size);
        input[0] = LeafPrefix;
        leaf.CopyTo(input[1..]);
        var hash = Digest.Of(input[..size]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    public static Digest HashNode(Digest left, Digest right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Digest.Size)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Digest.Size)..]);
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(input, hash);
        return new(hash);
    }

    /// <summary>MTH of section 2.1 over hashes of leaves in their order.</summary>
    public static Digest Root(ReadOnlySpan<Digest> leafHashes)
    {
        var builder = new MerkleRoot();
        foreach (var hash in leafHashes)
        {
            builder.Add(hash);
        }

        return builder.Compute();
    }

    /// <summary>PATH of section 2.1.1: the neighbours of the leaf from the bottom to the top.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no leaf with this index.</exception>
    public static Digest[] Path(ReadOnlySpan<Digest> leafHashes, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leafHashes.Length);
        var path = new Stack<Digest>();
        while (leafHashes.Length > 1)
        {
            var cut = Cut(leafHashes.Length);
            if (index < cut)
            {
                path.Push(Root(leafHashes[cut..]));
                leafHashes = leafHashes[..cut];
            }
            else
            {
                path.Push(Root(leafHashes[..cut]));
                leafHashes = leafHashes[cut..];
                index -= cut;
            }
        }

        return [.. path];
    }

    /// <summary>
    /// The root that the path leads to from the leaf (the check of RFC 9162 section 2.1.3.2), or null if the path has another length than a
    /// tree of this many leaves needs, or the index lies outside of it.
    /// </summary>
    public static Digest? RootFromPath(Digest leafHash, long index, long leafCount, ReadOnlySpan<Digest> path)
    {
        if (index < 0 || index >= leafCount)
        {
            return null;
        }

        var (node, last, hash) = (index, leafCount - 1, leafHash);
        foreach (var neighbour in path)
        {
            if (last == 0)
            {
                return null;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = HashNode(neighbour, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = HashNode(hash, neighbour);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? hash : null;
    }

    /// <summary>Whether the leaf stands at this index in a tree of this many leaves with this root.</summary>
    public static bool Verify(Digest leafHash, long index, long leafCount, ReadOnlySpan<Digest> path, Digest root) =>
        RootFromPath(leafHash, index, leafCount, path) == root;

    /// <summary>The greatest power of two below the count.</summary>
    static int Cut(int count) => 1 << BitOperations.Log2((uint)count - 1);
}
