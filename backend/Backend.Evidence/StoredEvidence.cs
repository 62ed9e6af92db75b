using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence;

/// <summary>What a backend's tables say now, in the form of a document's section (docs/evidence.md).</summary>
public static class StoredEvidence
{
    /// <summary>The members of a slot energy that the tables of measured values know: whose the meter was, the register of plants said.</summary>
    static readonly string[] Measured =
        ["type", "meter", "import_wh", "export_wh", "import_start_wh", "import_end_wh", "export_start_wh", "export_end_wh", "quality"];

    /// <summary>The tree made again, without its head.</summary>
    public static DatabaseSection Of(string source, EvidenceTree tree) => new(source, tree.Anchor.Kind, tree.Anchor.Version, tree.Leaves.Skip(1).Select(leaf => leaf.Content));

    /// <param name="version">Of the readings.</param>
    public static DatabaseSection Readings(this SlotEvidence slot, string source, int version, IEnumerable<MeterEvidence> meters)
    {
        var names = string.Equals(source, DatabaseSection.SlotEnergies, StringComparison.Ordinal) ? [.. Measured, "batches"] : Measured;
        return new(
            source,
            AnchorKind.Readings,
            version,
            slot.Readings(version, meters).Leaves.Skip(1).Select(leaf => new CanonicalObject(names.Select(name => (name, leaf.Content.Members[name])))));
    }

    /// <summary>The salts of a tree's leaves as the timeslot's secret gives them.</summary>
    public static DatabaseSection Salts(this SlotEvidence slot, AnchorKind kind, int version, int leaves)
    {
        var anchor = new AnchorKey(slot.Market, kind, slot.Timeslot.StartUnixSeconds, version);
        return new(DatabaseSection.Secret, kind, version, null, [.. Enumerable.Range(0, leaves).Select(i => (ReadOnlyMemory<byte>)slot.Secret.Salt(anchor, i))], []);
    }

    /// <param name="version">Of the readings that rest on the batches.</param>
    public static DatabaseSection Batches(int version, IEnumerable<StoredBatch> batches) =>
        new(DatabaseSection.SignedBatches, AnchorKind.Readings, version, null, [], [.. batches]);
}
