using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>A document of one of the two formats, ready to be audited.</summary>
/// <param name="What">What the document is, for the person who checks it.</param>
/// <param name="Places">Where the anchors are on the chain, as the document says.</param>
/// <param name="Trees">The anchors that the document's records need.</param>
sealed record EvidenceFile(
    string Format,
    Phrase What,
    string Market,
    long Timeslot,
    IReadOnlyList<AnchorPlace> Places,
    IReadOnlyList<AnchorKey> Trees,
    Func<IReadOnlyList<ChainAnchor>, AuditReport> Audit)
{
    /// <summary>Longer files are refused: a timeslot of ten thousand customers has some 30 MB.</summary>
    public const int LongestFile = 64 * 1024 * 1024;

    /// <summary>More values are refused, which would fill the memory: 64 MB of records have 4 million, an object counted as eight.</summary>
    public const int MostValues = 6_000_000;

    /// <exception cref="FormatException">The file is longer than any document.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<byte[]> BytesAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await file.ReadAsync(buffer, cancellation)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > LongestFile)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{path}: the file is longer than {LongestFile} bytes, and no document."));
            }
        }

        return content.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no document of a format that this program knows.</exception>
    public static EvidenceFile Read(ReadOnlySpan<byte> utf8)
    {
        var document = CanonicalJson.Parse(utf8, MostValues) as CanonicalObject ?? throw new FormatException("The document is not a JSON object.");
        switch (document.TextOf("format"))
        {
            case TimeslotExport.Format:
                var export = TimeslotExport.Read(document);
                return new(
                    TimeslotExport.Format,
                    new("the whole timeslot", "die ganze Viertelstunde"),
                    MarketName(export.Market),
                    Slot(export.Timeslot),
                    export.Places,
                    [.. export.Trees.Select(tree => tree.Tree.Anchor)],
                    anchors => TimeslotAudit.Run(export, anchors));
            case CustomerProofs.Format:
                var proofs = CustomerProofs.Read(document);
                return new(
                    CustomerProofs.Format,
                    new($"the proofs of customer {proofs.Customer.Id}", $"die Nachweise des Kunden {proofs.Customer.Id}"),
                    MarketName(proofs.Market),
                    Slot(proofs.Timeslot),
                    proofs.Places,
                    [.. proofs.Proofs.Select(proof => proof.Anchor).Distinct()],
                    anchors => ProofAudit.Run(proofs, anchors));
            case var other:
                throw new FormatException($"The format '{other}' is not known: {TimeslotExport.Format} and {CustomerProofs.Format} are.");
        }
    }

    static string MarketName(string name) => name.Length is > 0 and <= 12 && name[^1] != '.' && name.All(c => c is '.' or (>= '1' and <= '5') or (>= 'a' and <= 'z'))
        ? name
        : throw new FormatException($"The market '{(name.Length > 40 ? name[..40] + "…" : name)}' is no name on the chain.");

    static long Slot(long timeslot) => timeslot is >= 0 and <= uint.MaxValue && timeslot % 900 == 0
        ? timeslot
        : throw new FormatException($"The timeslot {timeslot} is not the start of a quarter hour in seconds since 1970 UTC.");
}
