using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>
/// Checks a whole timeslot against the chain: (1) hashes and roots, (2) the book through the rules, (3) the result and the purchases from the
/// book, (4) each settlement from result, purchases, readings and tariff.
/// </summary>
public static class TimeslotAudit
{
    /// <param name="anchors">What the chain has for the market and timeslot; others are passed over.</param>
    public static AuditReport Run(TimeslotExport export, IReadOnlyList<ChainAnchor> anchors)
    {
        var findings = new Findings();
        if (export.Timeslot % Timeslot.Seconds != 0)
        {
            findings.Broken(Rules.NotAQuarterHour);
            return findings.Report;
        }

        var timeslot = new Timeslot(export.Timeslot);
        RootAudit.Run(export, anchors, findings);
        if (export.Trees.Count == 0)
        {
            findings.Broken(Rules.NoRecords);
        }

        EvidenceTree[] Of(AnchorKind kind) => [.. export.Trees.Select(tree => tree.Tree).Where(tree => tree.Anchor.Kind == kind).OrderBy(tree => tree.Anchor.Version)];
        var (book, result, secondary, readings) = (Of(AnchorKind.Book).FirstOrDefault(), Of(AnchorKind.Result).FirstOrDefault(), Of(AnchorKind.Secondary).FirstOrDefault(), Of(AnchorKind.Readings));
        if (book is not null)
        {
            AuctionAudit.Run(book, result, secondary, timeslot, findings);
        }
        else if (result is not null || secondary is not null)
        {
            findings.Broken(Rules.NoBook);
        }

        foreach (var tree in readings)
        {
            SettlementAudit.Readings(tree, findings);
        }

        var trades = SettlementAudit.Records(Only(result, "trade"), ResultLeaves.ReadTrade, findings);
        var purchases = SettlementAudit.Records(secondary, ResultLeaves.ReadPurchase, findings);
        foreach (var settlement in Of(AnchorKind.Settlement))
        {
            SettlementAudit.Run(settlement, new AuctionResult(trades, []), purchases, readings, timeslot, findings);
        }

        DatabaseAudit.Run(export, findings);

        return findings.Report;
    }

    /// <summary>The tree's head and its records of one type.</summary>
    static EvidenceTree? Only(EvidenceTree? tree, string type) => tree is null
        ? null
        : new(tree.Anchor, [.. tree.Leaves.Where((leaf, i) => i == 0 || (leaf.Content.TryGet("type", out var t) && t.Equals(new CanonicalText(type))))]);
}
