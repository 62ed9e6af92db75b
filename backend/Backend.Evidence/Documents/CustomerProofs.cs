using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Documents;

/// <summary>
/// One customer's own records of a timeslot, each with its proof, and the opening of the customer's pseudonym. The heads of the trees and the
/// terms of the settlements are among them, so that the customer can compute the own line again.
/// </summary>
/// <param name="StatedPseudonym">As the document states it; whether the opening gives it is checked.</param>
/// <param name="Places">Where the anchors are on the chain.</param>
/// <param name="Database">What the supplier's database says of the customer's records now.</param>
public sealed record CustomerProofs(
    string Market,
    long Timeslot,
    Pseudonym Customer,
    string StatedPseudonym,
    IReadOnlyList<InclusionProof> Proofs,
    IReadOnlyList<AnchorPlace> Places,
    IReadOnlyList<DatabaseSection> Database)
{
    public const string Format = "lem-proofs";
    public const int FormatVersion = 1;

    static readonly string[] Parties = ["customer", "seller", "buyer"];

    /// <summary>The customer's proofs from the trees of a timeslot, by kind, version and index.</summary>
    public static CustomerProofs From(SlotEvidence slot, string customerId, IEnumerable<EvidenceTree> trees)
    {
        var customer = slot.Secret.Customer(customerId);
        return new(slot.Market, slot.Timeslot.StartUnixSeconds, customer, customer.Name,
        [
            .. from tree in trees
               orderby tree.Anchor.Kind, tree.Anchor.Version
               from index in Enumerable.Range(0, tree.Leaves.Count)
               where Concerns(tree.Leaves[index].Content, customer.Name)
               select tree.Prove(index),
        ],
        [],
        []);
    }

    /// <summary>The same with what the database says of the records that are in it.</summary>
    public CustomerProofs With(IReadOnlyList<AnchorPlace> places, IEnumerable<DatabaseSection> database)
    {
        var own = Proofs.Where(proof => Names(proof.Content, Customer.Name)).Select(proof => (proof.Anchor.Kind, What: RecordName.What(proof.Content))).ToHashSet();
        return this with
        {
            Places = places,
            Database =
            [
                .. database.Where(section => section.Records is not null).Select(section => section with
                {
                    Records = [.. section.Records!.Where(record => Names(record, Customer.Name) || own.Contains((section.Kind, RecordName.What(record))))],
                }),
            ],
        };
    }

    public CanonicalObject ToJson() => new(
    [
        ("format", Format),
        ("format_version", FormatVersion),
        ("market", Market),
        ("timeslot", Timeslot),
        ("customer", new CanonicalObject(
            ("id", Customer.Id), ("key", Convert.ToHexStringLower(Customer.Key.Span)), ("pseudonym", StatedPseudonym))),
        ("proofs", new CanonicalArray([.. Proofs.Select(proof => (CanonicalValue)proof.ToJson())])),
        .. AnchorPlace.Write(Places),
        .. DatabaseSection.Write(Database),
    ]);

    /// <exception cref="FormatException">The document is not of this format and version, or a member is malformed; the message says which.</exception>
    public static CustomerProofs Read(CanonicalObject document)
    {
        DocumentFormat.Require(document, Format, FormatVersion);
        var customer = document.ObjectOf("customer");
        return new(
            document.TextOf("market"),
            document.IntegerOf("timeslot"),
            new Pseudonym('c', customer.TextOf("id"), DocumentFormat.Bytes(customer, "key", Digest.Size)),
            customer.TextOf("pseudonym"),
            [.. DocumentFormat.Objects(document, "proofs").Select(InclusionProof.Read)],
            AnchorPlace.Read(document),
            DatabaseSection.Read(document));
    }

    /// <summary>Whether the record names the customer with this pseudonym.</summary>
    public static bool Names(CanonicalObject content, string pseudonym) => Parties.Any(party =>
        content.TryGet(party, out var who) && who is CanonicalText text && string.Equals(text.Value, pseudonym, StringComparison.Ordinal));

    static bool Concerns(CanonicalObject content, string pseudonym) => content.TextOf("type") is "head" or "terms" || Names(content, pseudonym);
}
