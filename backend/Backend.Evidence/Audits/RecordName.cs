using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Names a record so that a person finds it in the document.</summary>
/// <param name="Anchor">The tree it is in.</param>
/// <param name="Index">Its place in the tree, 0 for the head.</param>
public sealed record RecordName(AnchorKey Anchor, int Index, CanonicalObject Content)
{
    static readonly string[] Keys = ["purchase", "bid", "offer", "meter", "customer"];

    /// <summary>For example <c>bid</c>; empty if the record has no type.</summary>
    public string Type => TypeOf(Content);

    /// <summary>What tells the record from others of its type: the id of a purchase, bid, offer, meter or customer. Empty if there is none.</summary>
    public string Id => IdOf(Content);

    public static string TypeOf(CanonicalObject content) => content.TryGet("type", out var type) && type is CanonicalText text ? text.Value : "";

    public static string IdOf(CanonicalObject content) => Keys.FirstOrDefault(key => content.TryGet(key, out _)) is { } key
        ? content.Members[key] is CanonicalText id ? id.Value : content.Members[key].ToString()
        : "";

    /// <summary>Type and id in the document's own words, for example <c>bid 6f9619ff-…</c>: what two copies of a record have in common.</summary>
    public static string What(CanonicalObject content) => IdOf(content) is { Length: > 0 } id ? $"{TypeOf(content)} {id}" : TypeOf(content);
}

/// <summary>A record that stands nowhere, though it should; or one of the database, that stands in no tree.</summary>
public sealed record RecordKind(CanonicalObject Content);

/// <summary>Which members of two copies of a record differ.</summary>
/// <param name="Stated">As it stands.</param>
/// <param name="Computed">As it ought to be.</param>
/// <param name="OnlyComputed">Whether only the members of the second are compared: the first may have more.</param>
public sealed record Difference(CanonicalObject Stated, CanonicalObject Computed, bool OnlyComputed = false)
{
    public IReadOnlyList<string> Members =>
    [
        .. (OnlyComputed ? Computed.Members.Keys : Stated.Members.Keys.Union(Computed.Members.Keys, StringComparer.Ordinal))
            .Where(name => !Stated.TryGet(name, out var a) || !Computed.TryGet(name, out var b) || !a.Equals(b)),
    ];

    /// <summary>The members that differ, as they stand, in canonical JSON.</summary>
    public string FoundJson => Only(Stated);

    public string ExpectedJson => Only(Computed);

    string Only(CanonicalObject content) =>
        new CanonicalObject(Members.Where(name => content.TryGet(name, out _)).Select(name => (name, content.Members[name]))).ToString();
}
