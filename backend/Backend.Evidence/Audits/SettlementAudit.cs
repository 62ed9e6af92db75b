using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Settles again from result, purchases, readings and tariff, and compares the lines.</summary>
static class SettlementAudit
{
    const int CounterBack = 4;
    const int Missing = 6;

    static readonly Phrase FromAll = new("result, purchases, readings and tariff", "Ergebnis, Zukäufen, Messwerten und Tarif");

    public static void Readings(EvidenceTree tree, Findings findings) => findings.Check(
        () =>
        {
            var meters = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 1; i < tree.Leaves.Count; i++)
            {
                var content = tree.Leaves[i].Content;
                if (findings.Read(tree.Anchor, i, content, ReadingsLeaves.Read) is { } meter)
                {
                    Reading(meter, meters.Add(meter.MeterSerial), new(tree.Anchor, i, content), findings);
                }
            }
        },
        Rules.ReadingsHold,
        tree.Anchor);

    public static void Run(EvidenceTree settlement, AuctionResult result, IReadOnlyList<UnsoldPurchased> purchases, IEnumerable<EvidenceTree> readings, Timeslot timeslot, Findings findings)
    {
        if (settlement.Leaves.Count < 2 || findings.Read(settlement.Anchor, 1, settlement.Leaves[1].Content, SettlementLeaves.ReadTerms) is not { } terms)
        {
            findings.Broken(Rules.NoTerms, settlement.Anchor);
            return;
        }

        if (readings.FirstOrDefault(tree => tree.Anchor.Version == terms.ReadingsVersion) is not { } measured)
        {
            findings.Broken(Rules.NoReadings, settlement.Anchor, terms.ReadingsVersion);
            return;
        }

        findings.Check(
            () =>
            {
                var energies = MeterEnergy.ByCustomer(Records(measured, ReadingsLeaves.Read, findings));
                var input = new SettlementInput(timeslot, settlement.Anchor.Version, result, purchases, energies, terms.Tariff);
                var outcome = SettlementRun.Settle(input, terms.SettledAt);
                if (outcome is Settled settled)
                {
                    Comparison.Run(
                        settlement, [.. SettlementLeaves.Write(settled.Statement, terms.ReadingsVersion, id => id)], FromAll, findings);
                }
                else if (outcome is NotSettled not)
                {
                    findings.Broken(Rules.NotToBeSettled, settlement.Anchor, string.Join(' ', not.Reasons));
                }
            },
            Rules.SettlementHolds,
            settlement.Anchor);
    }

    /// <summary>The readable records behind the head.</summary>
    public static IReadOnlyList<T> Records<T>(EvidenceTree? tree, Func<CanonicalObject, T> read, Findings findings)
        where T : class => tree is null
        ? []
        : [.. tree.Leaves.Skip(1).Select((leaf, i) => findings.Read(tree.Anchor, i + 1, leaf.Content, read)).OfType<T>()];

    static void Reading(MeterEnergy meter, bool first, RecordName record, Findings findings)
    {
        if (!first)
        {
            findings.Broken(Rules.MeterTwice, record);
        }

        if (meter.Quality is not (CounterBack or Missing)
            && (meter.Import != meter.ImportEnd - meter.ImportStart || meter.Export != meter.ExportEnd - meter.ExportStart))
        {
            findings.Broken(Rules.NoDifference, record, meter.Import, meter.Export, meter.ImportEnd - meter.ImportStart, meter.ExportEnd - meter.ExportStart);
        }
    }
}
