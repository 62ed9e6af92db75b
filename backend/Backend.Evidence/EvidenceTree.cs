using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence;

/// <summary>A salted leaf with its content.</summary>
public sealed record EvidenceLeaf(ReadOnlyMemory<byte> Salt, CanonicalObject Content)
{
    /// <summary>Computed at each call, so that a copy with another content can never keep the old hash.</summary>
    public Digest Hash => new SaltedLeaf(Salt.Span, Content).Hash;
}

/// <summary>All leaves of one anchor in their order; leaf 0 is the head, which says what the tree is and how many records follow.</summary>
public sealed class EvidenceTree
{
    readonly Digest[] _hashes;

    public EvidenceTree(AnchorKey anchor, IReadOnlyList<EvidenceLeaf> leaves)
    {
        (Anchor, Leaves) = (anchor, leaves);
        _hashes = [.. leaves.Select(leaf => leaf.Hash)];
        Root = MerkleTree.Root(_hashes);
    }

    public AnchorKey Anchor { get; }

    public IReadOnlyList<EvidenceLeaf> Leaves { get; }

    public Digest Root { get; }

    /// <summary>The records in their documented order behind a head, salted from the timeslot's secret.</summary>
    public static EvidenceTree Build(AnchorKey anchor, IEnumerable<CanonicalObject> records, SlotSecret secret)
    {
        var contents = records.ToList();
        contents.Insert(0, Head(anchor, contents.Count));
        return new(anchor, [.. contents.Select((content, index) => new EvidenceLeaf(secret.Salt(anchor, index), content))]);
    }

    public static CanonicalObject Head(AnchorKey anchor, int records) => new([.. anchor.Members, ("type", "head"), ("records", records)]);

    public InclusionProof Prove(int index) =>
        new(Anchor, index, Leaves.Count, Leaves[index].Salt, Leaves[index].Content, MerkleTree.Path(_hashes, index), Root);
}
