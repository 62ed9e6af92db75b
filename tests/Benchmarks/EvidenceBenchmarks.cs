using BenchmarkDotNet.Attributes;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Benchmarks;

/// <summary>A tree of 10,000 salted leaves, and one customer's proof in it.</summary>
public class EvidenceBenchmarks
{
    const int Leaves = 10_000;
    const int Place = 6_543;

    CanonicalObject[] _contents = [];
    byte[] _salt = [];
    Digest[] _hashes = [];
    InclusionProof? _proof;

    public static string Note => $"a tree: {Leaves} leaves";

    [GlobalSetup]
    public void Setup()
    {
        _salt = SaltedLeaf.NewSalt();
        _contents = [.. Enumerable.Range(0, Leaves).Select(i => new CanonicalObject(
            ("bidder", $"c{i:x32}"), ("offer", $"o{i:x32}"), ("price_10e-5_eur_per_kwh", 5_000 + i), ("quantity_wh", 250)))];
        _hashes = [.. _contents.Select(content => new SaltedLeaf(_salt, content).Hash)];
        var path = MerkleTree.Path(_hashes, Place);
        _proof = new(new("group1", AnchorKind.Book, 1_782_043_200, 1), Place, Leaves, _salt, _contents[Place], path, MerkleTree.Root(_hashes));
    }

    [Benchmark]
    public Digest Root() => MerkleTree.Root(_hashes);

    /// <summary>Canonical JSON, salt and hash of a leaf, and its part of the root.</summary>
    [Benchmark(OperationsPerInvoke = Leaves)]
    public Digest Leaf() => MerkleTree.Root([.. _contents.Select(content => new SaltedLeaf(_salt, content).Hash)]);

    [Benchmark]
    public Digest[] MakeProof() => MerkleTree.Path(_hashes, Place);

    [Benchmark]
    public bool CheckProof() => _proof!.Holds ? true : throw new InvalidOperationException("The proof does not hold.");
}
