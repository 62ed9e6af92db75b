using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LocalEnergyMarket.Backend.Evidence.Audits;

namespace LocalEnergyMarket.Backend.Verify.Output;

/// <summary>The findings for programs; docs/evidence.md describes each member. Members are only ever added.</summary>
static class JsonReport
{
    const string Schema = "lem-verify/1";

    static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(EvidenceFile document, Outcome outcome)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("status", outcome.Verdict switch
            {
                Verdict.Holds => "holds",
                Verdict.DoesNotHold => "does-not-hold",
                _ => "not-checked",
            });
            json.WriteBoolean("holds", outcome.Verdict == Verdict.Holds);
            json.WriteString("format", document.Format);
            json.WriteString("document", document.What.English);
            json.WriteString("market", document.Market);
            json.WriteNumber("timeslot", document.Timeslot);
            if (outcome.Chain is { } chain)
            {
                json.WriteString("chain_id", chain.ChainId);
                json.WriteNumber("irreversible_block", chain.IrreversibleBlock);
            }

            Write(json, "findings", outcome.Report.Findings);
            Write(json, "notes", outcome.Chain?.Notes ?? []);
            Write(json, "undecided", outcome.Undecided);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    static void Write(Utf8JsonWriter json, string name, IEnumerable<Finding> findings)
    {
        json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteBoolean("holds", finding.Holds);
            json.WriteString("rule", finding.Rule.Id);
            json.WriteString("text", finding.Text);
            json.WriteString("text_de", finding.Say(Language.German));
            if (finding.Tree is { } tree)
            {
                json.WriteString("kind", tree.KindName);
                json.WriteNumber("version", tree.Version);
            }

            if (finding.Record is { } record)
            {
                json.WriteNumber("index", record.Index);
                json.WriteString("type", record.Type);
                json.WriteString("id", record.Id);
            }

            Optional(json, "expected", finding.Expected);
            Optional(json, "found", finding.Found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
