using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Documents;

/// <summary>Where an anchor was written: in a document, so that it can be checked after the contract's table has been pruned.</summary>
/// <param name="TransactionId">64 lower-case hexadecimal digits.</param>
/// <param name="Block">The block's number.</param>
public sealed record AnchorPlace(AnchorKind Kind, int Version, string TransactionId, uint Block)
{
    const string Member = "anchored";

    /// <summary>The document's member, if there is anything to say.</summary>
    public static IEnumerable<(string Name, CanonicalValue Value)> Write(IReadOnlyList<AnchorPlace> places) => places.Count == 0
        ? []
        : [(Member, new CanonicalArray([.. places.OrderBy(place => place.Kind).ThenBy(place => place.Version).Select(place => place.ToJson())]))];

    /// <exception cref="FormatException">A member is missing or malformed.</exception>
    public static IReadOnlyList<AnchorPlace> Read(CanonicalObject document) => document.TryGet(Member, out _)
        ? [.. DocumentFormat.Objects(document, Member).Select(place => new AnchorPlace(
            DocumentFormat.Kind(place), DocumentFormat.Version(place), Digest.Parse(place.TextOf("transaction")).ToString(), (uint)place.IntegerOf("block", 1, uint.MaxValue)))]
        : [];

    CanonicalObject ToJson() => new(
        ("kind", AnchorKey.KindNames.First(kind => kind.Value == Kind).Key), ("version", Version), ("transaction", TransactionId), ("block", Block));
}
