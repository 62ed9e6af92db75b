using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>A document of one of the two formats, ready to be audited.</summary>
/// <param name="What">What the document is, for the person who checks it.</param>
sealed record EvidenceFile(string What, string Market, long Timeslot, Func<IReadOnlyList<ChainAnchor>, AuditReport> Audit)
{
    /// <exception cref="FormatException">The bytes are no document of a format that this program knows.</exception>
    public static EvidenceFile Read(ReadOnlySpan<byte> utf8)
    {
        var document = CanonicalJson.Parse(utf8) as CanonicalObject ?? throw new FormatException("The document is not a JSON object.");
        switch (document.TextOf("format"))
        {
            case TimeslotExport.Format:
                var export = TimeslotExport.Read(document);
                return new("the whole timeslot", export.Market, Slot(export.Timeslot), anchors => TimeslotAudit.Run(export, anchors));
            case CustomerProofs.Format:
                var proofs = CustomerProofs.Read(document);
                return new($"the proofs of customer {proofs.Customer.Id}", proofs.Market, Slot(proofs.Timeslot), anchors => ProofAudit.Run(proofs, anchors));
            case var other:
                throw new FormatException($"The format '{other}' is not known: {TimeslotExport.Format} and {CustomerProofs.Format} are.");
        }
    }

    static long Slot(long timeslot) => timeslot is >= 0 and <= uint.MaxValue && timeslot % 900 == 0
        ? timeslot
        : throw new FormatException($"The timeslot {timeslot} is not the start of a quarter hour in seconds since 1970 UTC.");
}
