using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>
/// Checks one customer's proofs against the chain and computes the customer's settlement lines again from its own records. What the
/// document leaves out, one customer's proofs cannot show; the auditor's export can.
/// </summary>
public static class ProofAudit
{
    public static AuditReport Run(CustomerProofs document, IReadOnlyList<ChainAnchor> anchors)
    {
        var findings = new Findings();
        findings.Check($"The pseudonym {document.StatedPseudonym} is that of customer {document.Customer.Id}.", () =>
        {
            if (!string.Equals(document.Customer.Name, document.StatedPseudonym, StringComparison.Ordinal))
            {
                findings.Broken($"The key gives customer {document.Customer.Id} the pseudonym {document.Customer.Name}, not {document.StatedPseudonym}.");
            }
        });
        if (document.Proofs.Count == 0)
        {
            findings.Broken("The document has no proofs.");
        }

        foreach (var proof in document.Proofs)
        {
            Proof(document, proof, anchors, findings);
        }

        RootAudit.Missing(document.Market, document.Timeslot, document.Proofs.Select(proof => proof.Anchor).ToHashSet(), anchors, findings);
        foreach (var settlement in document.Proofs.Where(proof => proof.Anchor.Kind == AnchorKind.Settlement).GroupBy(proof => proof.Anchor))
        {
            Settlement(document, settlement.Key, findings);
        }

        return findings.Report;
    }

    static void Proof(CustomerProofs document, InclusionProof proof, IReadOnlyList<ChainAnchor> anchors, Findings findings)
    {
        var record = Names.Record(proof.Anchor, proof.Index, proof.Content);
        findings.Check($"{record} is anchored: its salt and path lead to the root that the chain has, {proof.Root}.", () =>
        {
            if (!string.Equals(proof.Anchor.Market, document.Market, StringComparison.Ordinal) || proof.Anchor.Timeslot != document.Timeslot)
            {
                findings.Broken($"{record} is not of the document's market and timeslot.");
            }

            if (!Type(proof, "head") && !Type(proof, "terms") && !CustomerProofs.Names(proof.Content, document.Customer.Name))
            {
                findings.Broken($"{record} is another customer's.");
            }

            if (proof.ComputedRoot is not { } root)
            {
                findings.Broken(string.Create(
                    CultureInfo.InvariantCulture, $"{record} has a path of {proof.Path.Count} nodes, which does not fit leaf {proof.Index} of {proof.LeafCount}."));
                return;
            }

            if (root != proof.Root)
            {
                findings.Broken($"{record} was changed: content, salt and path lead to the root {root}, the document states {proof.Root}.");
            }

            RootAudit.Anchored(proof.Anchor, root, proof.LeafCount, anchors, record, findings);
        });
    }

    static void Settlement(CustomerProofs document, AnchorKey key, Findings findings)
    {
        var pseudonym = document.Customer.Name;
        if (document.Proofs.FirstOrDefault(proof => proof.Anchor == key && Type(proof, "terms")) is not { } terms
            || findings.Read(key, terms.Index, terms.Content, SettlementLeaves.ReadTerms) is not { } made)
        {
            findings.Broken($"The {key} has no terms in the document: the line cannot be computed again.");
            return;
        }

        if (document.Proofs.FirstOrDefault(proof => proof.Anchor == key && Type(proof, "line")) is not { } line)
        {
            findings.Holds($"The {key} has no line of customer {document.Customer.Id} in the document.");
            return;
        }

        findings.Check($"The line in the {key} follows from the customer's own trades, meters and the tariff.", () =>
        {
            var energy = MeterEnergy.ByCustomer(Records(document, AnchorKind.Readings, made.ReadingsVersion, "slot-energy", ReadingsLeaves.Read, findings))
                .FirstOrDefault(sum => string.Equals(sum.CustomerId, pseudonym, StringComparison.Ordinal)) ?? new(pseudonym, WattHours.Zero, WattHours.Zero, 0);
            var computed = SettlementLeaves.Write(
                SettlementRun.Line(
                    energy,
                    Records(document, AnchorKind.Result, 1, "trade", ResultLeaves.ReadTrade, findings),
                    Records(document, AnchorKind.Secondary, 1, "purchase", ResultLeaves.ReadPurchase, findings),
                    made.Tariff),
                pseudonym);
            if (!line.Content.Equals(computed))
            {
                findings.Broken($"{Names.Record(key, line.Index, line.Content)} does not follow from the customer's records: {Names.Difference(line.Content, computed)}.");
            }
        });
    }

    static List<T> Records<T>(CustomerProofs document, AnchorKind kind, int version, string type, Func<CanonicalObject, T> read, Findings findings)
        where T : class =>
    [
        .. document.Proofs.Where(proof => proof.Anchor.Kind == kind && proof.Anchor.Version == version && Type(proof, type))
            .Select(proof => findings.Read(proof.Anchor, proof.Index, proof.Content, read)).OfType<T>(),
    ];

    static bool Type(InclusionProof proof, string type) => proof.Content.TryGet("type", out var value) && value.Equals(new CanonicalText(type));
}
