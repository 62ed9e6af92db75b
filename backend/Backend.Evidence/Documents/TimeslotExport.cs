using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Documents;

/// <summary>A tree as a document states it. What is stated may be false: root and hashes are compared with what the leaves give.</summary>
public sealed record StatedTree(EvidenceTree Tree, Digest Root, IReadOnlyList<Digest> LeafHashes)
{
    public StatedTree(EvidenceTree tree)
        : this(tree, tree.Root, [.. tree.Leaves.Select(leaf => leaf.Hash)])
    {
    }
}

/// <summary>The whole timeslot for the auditor: all leaves of all trees, with customers under pseudonyms (docs/evidence.md).</summary>
/// <param name="Market">The market's name on the chain.</param>
/// <param name="Timeslot">Start in seconds since 1970 UTC.</param>
/// <param name="Places">Where the anchors are on the chain.</param>
/// <param name="Database">What the supplier's database says of the trees now.</param>
public sealed record TimeslotExport(
    string Market, long Timeslot, IReadOnlyList<StatedTree> Trees, IReadOnlyList<AnchorPlace> Places, IReadOnlyList<DatabaseSection> Database)
{
    public const string Format = "lem-timeslot";
    public const int FormatVersion = 1;

    public TimeslotExport(string market, long timeslot, IReadOnlyList<StatedTree> trees)
        : this(market, timeslot, trees, [], [])
    {
    }

    public CanonicalObject ToJson() => new(
    [
        ("format", Format),
        ("format_version", FormatVersion),
        ("market", Market),
        ("timeslot", Timeslot),
        ("trees", new CanonicalArray([.. Trees.OrderBy(tree => tree.Tree.Anchor.Kind).ThenBy(tree => tree.Tree.Anchor.Version).Select(Write)])),
        .. AnchorPlace.Write(Places),
        .. DatabaseSection.Write(Database),
    ]);

    /// <exception cref="FormatException">The document is not of this format and version, or a member is malformed; the message says which.</exception>
    public static TimeslotExport Read(CanonicalObject document)
    {
        DocumentFormat.Require(document, Format, FormatVersion);
        return new(
            document.TextOf("market"),
            document.IntegerOf("timeslot"),
            [.. DocumentFormat.Objects(document, "trees").Select(Read)],
            AnchorPlace.Read(document),
            DatabaseSection.Read(document));

        static StatedTree Read(CanonicalObject tree)
        {
            var leaves = DocumentFormat.Objects(tree, "leaves").ToList();
            return new(
                new(AnchorKey.Read(tree), [.. leaves.Select(leaf => new EvidenceLeaf(DocumentFormat.Bytes(leaf, "salt", SaltedLeaf.SaltSize), leaf.ObjectOf("content")))]),
                Digest.Parse(tree.TextOf("root")),
                [.. leaves.Select(leaf => Digest.Parse(leaf.TextOf("hash")))]);
        }
    }

    static CanonicalValue Write(StatedTree tree) => new CanonicalObject(
    [
        .. tree.Tree.Anchor.Members,
        ("root", tree.Root.ToString()),
        ("leaves", new CanonicalArray(
        [
            .. tree.Tree.Leaves.Zip(tree.LeafHashes, (leaf, hash) => new CanonicalObject(
                ("salt", Convert.ToHexStringLower(leaf.Salt.Span)), ("hash", hash.ToString()), ("content", leaf.Content))),
        ])),
    ]);
}
