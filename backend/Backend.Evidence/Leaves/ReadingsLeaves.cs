using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Leaves;

/// <summary>A signed batch that register values come from.</summary>
/// <param name="Hash">SHA-256 of the batch's content, as the next batch names it.</param>
public sealed record BatchReference(string BoxId, ulong Sequence, Digest Hash);

/// <summary>A meter's slot energy and the batches its edges come from, in the order box, sequence.</summary>
public sealed record MeterEvidence(MeterEnergy Energy, IReadOnlyList<BatchReference> Batches);

/// <summary>The slot energies in the ordinal order of the pseudonyms of customer, unit and meter.</summary>
static class ReadingsLeaves
{
    public static IEnumerable<CanonicalObject> Write(IEnumerable<MeterEvidence> meters, SlotSecret secret) => meters
        .Select(meter => Write(meter, secret))
        .OrderBy(leaf => leaf.TextOf("customer"), StringComparer.Ordinal)
        .ThenBy(leaf => leaf.TextOf("unit"), StringComparer.Ordinal)
        .ThenBy(leaf => leaf.TextOf("meter"), StringComparer.Ordinal);

    public static MeterEnergy Read(CanonicalObject leaf) => new(
        leaf.TextOf("customer"), leaf.TextOf("unit"), leaf.TextOf("meter"), leaf.Energy("import_wh"), leaf.Energy("export_wh"),
        leaf.Energy("import_start_wh"), leaf.Energy("import_end_wh"), leaf.Energy("export_start_wh"), leaf.Energy("export_end_wh"),
        (int)leaf.IntegerOf("quality", 0, 7));

    static CanonicalObject Write(MeterEvidence meter, SlotSecret secret)
    {
        var e = meter.Energy;
        return new(
            ("type", "slot-energy"), ("customer", secret.Customer(e.CustomerId).Name), ("unit", secret.Unit(e.UnitNumber).Name), ("meter", secret.Meter(e.MeterSerial).Name),
            ("import_wh", e.Import.Value), ("export_wh", e.Export.Value),
            ("import_start_wh", e.ImportStart.Value), ("import_end_wh", e.ImportEnd.Value),
            ("export_start_wh", e.ExportStart.Value), ("export_end_wh", e.ExportEnd.Value), ("quality", e.Quality),
            ("batches", new CanonicalArray(
            [
                .. meter.Batches
                    .Select(batch => (Box: secret.Box(batch.BoxId).Name, batch.Sequence, batch.Hash))
                    .OrderBy(batch => batch.Box, StringComparer.Ordinal).ThenBy(batch => batch.Sequence)
                    .Select(batch => new CanonicalObject(("box", batch.Box), ("sequence", checked((long)batch.Sequence)), ("hash", batch.Hash.ToString()))),
            ])));
    }
}
