using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Documents;

/// <summary>A signed batch as it lies in the supplier's database.</summary>
/// <param name="Box">The box's pseudonym.</param>
/// <param name="Hash">SHA-256 of the content that is there; null if the batch is not there.</param>
/// <param name="Previous">The hash of the batch before that the content names; null if it cannot be read.</param>
/// <param name="IsSigned">Whether the signature that is there is the box's on this content.</param>
public sealed record StoredBatch(string Box, long Sequence, Digest? Hash, Digest? Previous, bool IsSigned);

/// <summary>
/// What one source in the supplier's database says of a tree now: the records made of it again, or the salts, or the batches. The anchored
/// leaves are a copy; people see these, and are billed by them.
/// </summary>
/// <param name="Source">events, settlements, slot-energies, readings, batches or secret.</param>
/// <param name="Records">In the tree's order without the head. A record may have fewer members than the tree's.</param>
/// <param name="Salts">Of all leaves, the head's first.</param>
public sealed record DatabaseSection(
    string Source, AnchorKind Kind, int Version, IReadOnlyList<CanonicalObject>? Records, IReadOnlyList<ReadOnlyMemory<byte>> Salts, IReadOnlyList<StoredBatch> Batches)
{
    public const string Events = "events";
    public const string Settlements = "settlements";
    public const string SlotEnergies = "slot-energies";
    public const string Readings = "readings";
    public const string SignedBatches = "batches";
    public const string Secret = "secret";

    const string Member = "database";

    public DatabaseSection(string source, AnchorKind kind, int version, IEnumerable<CanonicalObject> records)
        : this(source, kind, version, [.. records], [], [])
    {
    }

    /// <summary>The document's member, if there is anything to say.</summary>
    public static IEnumerable<(string Name, CanonicalValue Value)> Write(IReadOnlyList<DatabaseSection> sections) =>
        sections.Count == 0 ? [] : [(Member, new CanonicalArray([.. sections.Select(section => section.ToJson())]))];

    /// <exception cref="FormatException">A member is missing or malformed.</exception>
    public static IReadOnlyList<DatabaseSection> Read(CanonicalObject document) =>
        document.TryGet(Member, out _) ? [.. DocumentFormat.Objects(document, Member).Select(ReadOne)] : [];

    CanonicalObject ToJson() => new(
    [
        ("source", Source),
        ("kind", AnchorKey.KindNames.First(kind => kind.Value == Kind).Key),
        ("version", Version),
        .. Records is null ? [] : new (string, CanonicalValue)[] { ("records", new CanonicalArray([.. Records])) },
        .. Salts.Count == 0 ? [] : new (string, CanonicalValue)[] { ("salts", new CanonicalArray([.. Salts.Select(salt => (CanonicalValue)Convert.ToHexStringLower(salt.Span))])) },
        .. Batches.Count == 0 ? [] : new (string, CanonicalValue)[] { ("batches", new CanonicalArray([.. Batches.Select(ToJson)])) },
    ]);

    static CanonicalValue ToJson(StoredBatch batch) => new CanonicalObject(
    [
        ("box", batch.Box),
        ("sequence", batch.Sequence),
        ("hash", batch.Hash?.ToString() ?? ""),
        ("previous", batch.Previous?.ToString() ?? ""),
        ("signed", batch.IsSigned ? 1 : 0),
    ]);

    static DatabaseSection ReadOne(CanonicalObject section) => new(
        section.TextOf("source"),
        DocumentFormat.Kind(section),
        DocumentFormat.Version(section),
        section.TryGet("records", out _) ? [.. DocumentFormat.Objects(section, "records")] : null,
        section.TryGet("salts", out _) ? [.. section.ItemsOf("salts").Select(Salt)] : [],
        section.TryGet("batches", out _) ? [.. DocumentFormat.Objects(section, "batches").Select(ReadBatch)] : []);

    static StoredBatch ReadBatch(CanonicalObject batch) => new(
        batch.TextOf("box"), batch.IntegerOf("sequence"), OptionalDigest(batch, "hash"), OptionalDigest(batch, "previous"), batch.IntegerOf("signed", 0, 1) == 1);

    static ReadOnlyMemory<byte> Salt(CanonicalValue salt) => DocumentFormat.Bytes((salt as CanonicalText)?.Value ?? "", "salts", SaltedLeaf.SaltSize);

    static Digest? OptionalDigest(CanonicalObject batch, string name) => batch.TextOf(name) is { Length: > 0 } hash ? Digest.Parse(hash) : null;
}
