using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Edge.Provisioning;

/// <summary>One line a step, for people or as JSON lines; remembers whether a step failed.</summary>
sealed class Report(TextWriter output, bool json, Texts texts)
{
    static readonly ReportJson Json = new(new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public int ExitCode { get; private set; }

    public Texts Texts => texts;

    public void Done(string step, string value) => Write(step, ok: true, value);

    public void Failed(string step, string why)
    {
        ExitCode = 1;
        Write(step, ok: false, why);
    }

    void Write(string step, bool ok, string message) =>
        output.WriteLine(json ? JsonSerializer.Serialize(new(step, ok, message), Json.ReportLine) : ok ? $"{step}: {message}" : $"{step}: {texts.Failed}: {message}");
}

/// <summary>What <c>--json</c> writes for a step.</summary>
sealed record ReportLine(string Step, bool Ok, string Message);

[JsonSerializable(typeof(ReportLine))]
sealed partial class ReportJson : JsonSerializerContext;
