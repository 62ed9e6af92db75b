namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>
/// One leaf with its salt and its path to an anchored root: all that is needed, besides the chain, to see that the leaf was anchored.
/// As JSON: <c>{"content":{…},"index":0,"kind":"book","leaves":3,"market":"…","path":["…"],"root":"…","salt":"…","timeslot":…,"version":1}</c>.
/// </summary>
public sealed record InclusionProof(AnchorKey Anchor, int Index, int LeafCount, ReadOnlyMemory<byte> Salt, CanonicalObject Content, IReadOnlyList<Digest> Path, Digest Root)
{
    /// <summary>The root that leaf, salt and path lead to; null if the path's length does not fit index and leaf count.</summary>
    public Digest? ComputedRoot =>
        MerkleTree.RootFromPath(new SaltedLeaf(Salt.Span, Content).Hash, Index, LeafCount, [.. Path]);

    /// <summary>Whether the path leads to the root that the proof itself states; whether that root, with that leaf count, is anchored only the chain can say.</summary>
    public bool Holds => ComputedRoot == Root;

    public CanonicalObject ToJson() => new(
    [
        .. Anchor.Members,
        ("index", Index),
        ("leaves", LeafCount),
        ("salt", Convert.ToHexStringLower(Salt.Span)),
        ("content", Content),
        ("path", new CanonicalArray([.. Path.Select(node => (CanonicalValue)node.ToString())])),
        ("root", Root.ToString()),
    ]);

    /// <exception cref="FormatException">A member is missing or malformed; the message names it.</exception>
    public static InclusionProof Read(CanonicalObject document) => new(
        AnchorKey.Read(document),
        (int)document.IntegerOf("index", 0, int.MaxValue),
        (int)document.IntegerOf("leaves", 0, int.MaxValue),
        Hex.Parse(document.TextOf("salt"), SaltedLeaf.SaltSize),
        document.ObjectOf("content"),
        [.. document.ItemsOf("path").Select(node => Digest.Parse((node as CanonicalText)?.Value ?? throw new FormatException("'path' has a member that is not a string.")))],
        Digest.Parse(document.TextOf("root")));
}
