using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Edge.Provisioning.Steps;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Provisioning.Reporting;

/// <summary>What is given for a report.</summary>
/// <param name="File">Where to; a name with the box's id in the box's folder if null.</param>
/// <param name="Confirmed">Ids of what the technician confirms.</param>
sealed record ReportOrder(string? File, string? Customer, string? Place, IReadOnlyList<string> Confirmed);

/// <summary>Writes the protocol, and verifies one.</summary>
static class ReportStep
{
    public static async Task WriteAsync(Work work, ReportOrder order, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var identity = Work.Identity(options);
        var progress = work.Progress();
        if (!progress.IsDone("check"))
        {
            throw new ProblemException(ProblemId.ReportIncomplete, "lem-provision check");
        }

        using var key = await TpmStep.OpenQuietlyAsync(options.Tpm, create: false, cancellationToken);
        if (key.PublicKeyHex != identity.PublicKey)
        {
            throw new ProblemException(ProblemId.KeyOther, identity.BoxId);
        }

        try
        {
            var content = ReportContent.Of(work, options, identity, key, await key.Tpm.GetInfoAsync(cancellationToken), progress, order);
            var report = new SignedReport(content, await key.Signer.SignHashAsync(SignedCommissioning.Digest(content.ToUtf8()), cancellationToken));
            var path = Path.GetFullPath(order.File ?? Path.Combine(work.Folder, $"commissioning-{identity.BoxId[..8]}.html"));
            WholeFile.Write(path, Encoding.UTF8.GetBytes(ReportPage.Render(report)));
            progress.Done("report", new() { ["file"] = path });
            work.Output.Done("report", work.Say("Protokoll", "Report"), path, new() { ["file"] = path, ["qr"] = report.QrText, ["confirmed"] = new JsonArray([.. order.Confirmed.Select(id => (JsonNode)id)]) });
        }
        catch (Exception e) when (Diagnosis.Knows(e))
        {
            throw Diagnosis.Of(e);
        }
    }

    /// <param name="key">The box's public key in hex that the supplier knows; the one of this box if null and this is the box; otherwise the one that the report names.</param>
    public static void Verify(Work work, string file, string? key)
    {
        var page = SignedReport.Decode(WholeFile.Read(file));
        var report = SignedReport.Find(page);
        if (!report.IsSigned())
        {
            throw new ProblemException(ProblemId.ReportChanged, work.Say("die Signatur passt nicht zum Inhalt", "the signature does not fit the content"));
        }

        string rendered;
        try
        {
            rendered = ReportPage.Render(report);
        }
        catch (FormatException e)
        {
            throw new ProblemException(ProblemId.ReportUnreadable, e.Message, e);
        }

        if (rendered != page)
        {
            throw new ProblemException(ProblemId.ReportChanged, work.Say("was zu lesen ist, ist nicht das Signierte", "what can be read is not what was signed"));
        }

        var box = report.Content.ObjectOf("box");
        var expected = key ?? (File.Exists(work.Config) ? Work.FindIdentity(work.Options())?.PublicKey : null);
        if (expected is not null && !string.Equals(expected, report.Key, StringComparison.OrdinalIgnoreCase) && expected != box.TextOf("publicKey"))
        {
            throw new ProblemException(ProblemId.ReportOtherKey, $"{box.TextOf("publicKey")}");
        }

        work.Output.Done(
            "report-verified", work.Say("Protokoll", "Report"),
            work.Say($"unverändert, signiert vom TPM der Box {box.TextOf("id")}", $"unchanged, signed by the TPM of box {box.TextOf("id")}")
            + (expected is null ? work.Say($"; Schlüssel mit dem des Versorgers vergleichen: {box.TextOf("publicKey")}", $"; compare the key with the supplier's: {box.TextOf("publicKey")}") : ""),
            new() { ["boxId"] = box.TextOf("id"), ["publicKey"] = box.TextOf("publicKey"), ["keyCompared"] = expected is not null, ["madeAt"] = report.Content.TextOf("madeAt") });
    }
}
