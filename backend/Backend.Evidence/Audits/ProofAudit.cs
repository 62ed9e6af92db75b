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
        findings.Check(
            () =>
            {
                if (!string.Equals(document.Customer.Name, document.StatedPseudonym, StringComparison.Ordinal))
                {
                    findings.Broken(new Finding(
                        false, Rules.PseudonymDiffers, [document.Customer.Id, document.Customer.Name, document.StatedPseudonym], document.Customer.Name, document.StatedPseudonym));
                }
            },
            Rules.PseudonymHolds,
            document.StatedPseudonym,
            document.Customer.Id);
        if (document.Proofs.Count == 0)
        {
            findings.Broken(Rules.NoProofs);
        }

        foreach (var proof in document.Proofs)
        {
            Proof(document, proof, anchors, findings);
        }

        foreach (var twice in document.Proofs.GroupBy(proof => (proof.Anchor, proof.Index)).Where(group => group.Count() > 1).Select(group => group.First()))
        {
            findings.Broken(Rules.ProofTwice, new RecordName(twice.Anchor, twice.Index, twice.Content));
        }

        RootAudit.Missing(document.Market, document.Timeslot, document.Proofs.Select(proof => proof.Anchor).ToHashSet(), anchors, findings);
        foreach (var settlement in document.Proofs.Where(proof => proof.Anchor.Kind == AnchorKind.Settlement).GroupBy(proof => proof.Anchor))
        {
            Settlement(document, settlement.Key, findings);
        }

        DatabaseAudit.Run(document, findings);

        return findings.Report;
    }

    static void Proof(CustomerProofs document, InclusionProof proof, IReadOnlyList<ChainAnchor> anchors, Findings findings)
    {
        var record = new RecordName(proof.Anchor, proof.Index, proof.Content);
        void Check()
        {
            if (!string.Equals(proof.Anchor.Market, document.Market, StringComparison.Ordinal) || proof.Anchor.Timeslot != document.Timeslot)
            {
                findings.Broken(Rules.ProofForeign, record);
            }

            if (!Type(proof, "head") && !Type(proof, "terms") && !CustomerProofs.Names(proof.Content, document.Customer.Name))
            {
                findings.Broken(Rules.ProofOfOther, record);
            }

            if (proof.ComputedRoot is not { } root)
            {
                findings.Broken(Rules.PathLength, record, proof.Path.Count, proof.Index, proof.LeafCount);
                return;
            }

            if (root != proof.Root)
            {
                findings.Broken(new Finding(false, Rules.ProofChanged, [record, root, proof.Root], proof.Root.ToString(), root.ToString()));
            }

            RootAudit.Anchored(proof.Anchor, root, proof.LeafCount, anchors, record, findings);
        }

        findings.Check(Check, Rules.ProofHolds, record, proof.Root);
    }

    static void Settlement(CustomerProofs document, AnchorKey key, Findings findings)
    {
        var pseudonym = document.Customer.Name;
        if (document.Proofs.FirstOrDefault(proof => proof.Anchor == key && Type(proof, "terms")) is not { } terms
            || findings.Read(key, terms.Index, terms.Content, SettlementLeaves.ReadTerms) is not { } made)
        {
            findings.Broken(Rules.LineWithoutTerms, key);
            return;
        }

        if (document.Proofs.FirstOrDefault(proof => proof.Anchor == key && Type(proof, "line")) is not { } line)
        {
            findings.Holds(Rules.NoLine, key, document.Customer.Id);
            return;
        }

        void Check()
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
            var difference = new Difference(line.Content, computed);
            if (difference.Members.Count > 0)
            {
                findings.Broken(new Finding(
                    false, Rules.LineDiffers, [new RecordName(key, line.Index, line.Content), difference], difference.ExpectedJson, difference.FoundJson));
            }
        }

        findings.Check(Check, Rules.LineHolds, key);
    }

    static List<T> Records<T>(CustomerProofs document, AnchorKind kind, int version, string type, Func<CanonicalObject, T> read, Findings findings)
        where T : class =>
    [
        .. document.Proofs.Where(proof => proof.Anchor.Kind == kind && proof.Anchor.Version == version && Type(proof, type))
            .Select(proof => findings.Read(proof.Anchor, proof.Index, proof.Content, read)).OfType<T>(),
    ];

    static bool Type(InclusionProof proof, string type) => proof.Content.TryGet("type", out var value) && value.Equals(new CanonicalText(type));
}
