using FsCheck;
using FsCheck.Fluent;

namespace LocalEnergyMarket.Protos.Evidence.Tests;

public sealed class MerkleTreeTests
{
    /// <summary>The eight leaves that RFC 6962 implementations test with.</summary>
    static readonly byte[][] Leaves =
    [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void The_known_trees_have_the_known_roots(int count, string root) =>
        Assert.Equal(root, MerkleTree.Root(Hashes(Leaves[..count])).ToString());

    [Fact]
    public void A_tree_of_seven_has_the_paths_that_RFC_6962_draws()
    {
        // Section 2.1.3: PATH(0) is [b, h, l], PATH(3) is [c, g, l], PATH(4) is [f, j, k], PATH(6) is [i, k].
        var leaf = Hashes(Leaves[..7]);
        Digest g = MerkleTree.HashNode(leaf[0], leaf[1]), h = MerkleTree.HashNode(leaf[2], leaf[3]), i = MerkleTree.HashNode(leaf[4], leaf[5]);
        Digest k = MerkleTree.HashNode(g, h), l = MerkleTree.HashNode(i, leaf[6]);
        Assert.Equal([leaf[1], h, l], MerkleTree.Path(leaf, 0));
        Assert.Equal([leaf[2], g, l], MerkleTree.Path(leaf, 3));
        Assert.Equal([leaf[5], leaf[6], k], MerkleTree.Path(leaf, 4));
        Assert.Equal([i, k], MerkleTree.Path(leaf, 6));
    }

    [Fact]
    public void Every_leaf_of_every_tree_is_proved_by_its_path_and_by_no_other_index_or_size()
    {
        for (var size = 1; size <= 33; size++)
        {
            var leaves = Hashes([.. Enumerable.Range(0, size).Select(i => new[] { (byte)i })]);
            var root = MerkleTree.Root(leaves);
            for (var index = 0; index < size; index++)
            {
                var path = MerkleTree.Path(leaves, index);
                Assert.True(MerkleTree.Verify(leaves[index], index, size, path, root));
                Assert.DoesNotContain(Enumerable.Range(0, size), other => other != index && MerkleTree.Verify(leaves[index], other, size, path, root));
                Assert.Null(MerkleTree.RootFromPath(leaves[index], index, size, [.. path, root]));
                Assert.Null(MerkleTree.RootFromPath(leaves[index], size, size, path));
                Assert.Null(MerkleTree.RootFromPath(leaves[index], -1, size, path));
            }
        }
    }

    [Fact]
    public void A_root_depends_on_every_leaf_and_on_their_order() =>
        Prop.ForAll<byte[][], int>((leaves, at) =>
        {
            var hashes = Hashes(leaves);
            var root = MerkleTree.Root(hashes);
            if (hashes.Length == 0)
            {
                return true;
            }

            var index = (int)((uint)at % (uint)hashes.Length);
            var changed = hashes.ToArray();
            changed[index] = MerkleTree.HashLeaf([.. leaves[index], 1]);
            Digest[] swapped = [.. hashes.Reverse()];
            return MerkleTree.Root(changed) != root
                && MerkleTree.Root(hashes.AsSpan(1)) != root
                && (swapped.SequenceEqual(hashes) || MerkleTree.Root(swapped) != root)
                && MerkleTree.Verify(hashes[index], index, hashes.Length, MerkleTree.Path(hashes, index), root)
                && !MerkleTree.Verify(changed[index], index, hashes.Length, MerkleTree.Path(hashes, index), root);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_streaming_root_is_the_root_of_the_definition() =>
        Prop.ForAll<byte[][]>(leaves =>
        {
            var streaming = new MerkleRoot();
            foreach (var leaf in leaves)
            {
                streaming.Add(leaf);
            }

            return streaming.Compute() == ByDefinition(Hashes(leaves)) && streaming.LeafCount == leaves.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_leaf_longer_than_the_stack_buffer_is_hashed_like_any_other()
    {
        var leaf = new byte[100_000];
        Assert.Equal(Digest.Of([0, .. leaf]), MerkleTree.HashLeaf(leaf));
    }

    /// <summary>MTH of RFC 6962 section 2.1, word for word.</summary>
    static Digest ByDefinition(Digest[] d)
    {
        if (d.Length < 2)
        {
            return d.Length == 0 ? Digest.Of([]) : d[0];
        }

        var k = 1;
        while (k * 2 < d.Length)
        {
            k *= 2;
        }

        return MerkleTree.HashNode(ByDefinition(d[..k]), ByDefinition(d[k..]));
    }

    static Digest[] Hashes(byte[][] leaves) => [.. leaves.Select(leaf => MerkleTree.HashLeaf(leaf))];
}
