using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Backend.Evidence.Audits;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>The findings in words, or as JSON.</summary>
static class Report
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(VerifyOptions options, EvidenceFile document, ChainAnswer chain, AuditReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{options.File}: {document.What} {DateTimeOffset.FromUnixTimeSeconds(document.Timeslot):yyyy-MM-dd'T'HH:mm'Z'} of market {document.Market}\n");
        text.Append(CultureInfo.InvariantCulture, $"{options.Chain}: chain {chain.ChainId}, contract {options.Contract}, irreversible up to block {chain.IrreversibleBlock}\n\n");
        foreach (var finding in report.Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(finding.Holds ? "holds   " : "BROKEN  ")}{finding.Text}\n");
        }

        foreach (var anchor in chain.Reversible)
        {
            text.Append(CultureInfo.InvariantCulture, $"note    The anchor of the {anchor} is not irreversible yet: check again in a few minutes.\n");
        }

        var broken = report.Broken.Count();
        text.Append(broken == 0 ? "\nEverything holds.\n" : $"\nIt does not hold: {broken.ToString(CultureInfo.InvariantCulture)} finding(s).\n");
        return text.ToString();
    }

    public static string Json(EvidenceFile document, ChainAnswer chain, AuditReport report) => new JsonObject
    {
        ["holds"] = report.Holds,
        ["document"] = document.What,
        ["market"] = document.Market,
        ["timeslot"] = document.Timeslot,
        ["chain_id"] = chain.ChainId,
        ["irreversible_block"] = chain.IrreversibleBlock,
        ["findings"] = new JsonArray([.. report.Findings.Select(finding => (JsonNode)new JsonObject { ["holds"] = finding.Holds, ["text"] = finding.Text })]),
        ["not_irreversible"] = new JsonArray([.. chain.Reversible.Select(anchor => (JsonNode)JsonValue.Create(anchor.ToString()))]),
    }.ToJsonString(Readable) + "\n";
}
