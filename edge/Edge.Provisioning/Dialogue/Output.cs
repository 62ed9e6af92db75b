using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Dialogue;

/// <summary>
/// One line a result, for people or as JSON lines; remembers the worst. Fields of a JSON line (docs/provisioning.md): <c>step</c>, <c>ok</c>, <c>title</c>, <c>message</c>, and if
/// there are any <c>problem</c>, <c>what</c>, <c>remedy</c>, <c>data</c>.
/// </summary>
sealed class Output(TextWriter writer, bool json, Language language)
{
    static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonTypeInfoResolver.Combine() };

    public int ExitCode { get; private set; }

    public Language Language => language;

    public bool IsJson => json;

    /// <summary>A result that is as it should be.</summary>
    /// <param name="step">Stable name of what was looked at, for programs.</param>
    /// <param name="title">The same for people.</param>
    /// <param name="message">What was found or done.</param>
    /// <param name="data">The same for programs.</param>
    public void Done(string step, string title, string message, JsonObject? data = null)
    {
        if (json)
        {
            Write(Line(step, true, title, message), data);
        }
        else
        {
            writer.WriteLine($"✓ {title}: {message}");
        }
    }

    /// <summary>Something that is not wrong, but to be known.</summary>
    public void Note(string step, string title, string message, JsonObject? data = null)
    {
        if (json)
        {
            var line = Line(step, true, title, message);
            line["note"] = true;
            Write(line, data);
        }
        else
        {
            writer.WriteLine($"! {title}: {message}");
        }
    }

    public void Failed(string step, string title, ProblemException problem, JsonObject? data = null)
    {
        var known = ProblemCatalogue.Find(problem.Id, language);
        var code = problem.Id switch
        {
            ProblemId.InputMissing or ProblemId.NotConfirmed => Dialogue.ExitCode.InputMissing,
            ProblemId.SupplierMustAct => Dialogue.ExitCode.SupplierMustAct,
            _ => Dialogue.ExitCode.Problem,
        };
        ExitCode = ExitCode is Dialogue.ExitCode.Done or Dialogue.ExitCode.SupplierMustAct ? code : ExitCode;
        if (json)
        {
            var line = Line(step, false, title, problem.Detail);
            (line["problem"], line["what"], line["remedy"]) = (known.Id, known.What, known.Do);
            Write(line, data);
            return;
        }

        writer.WriteLine($"✗ {title}: {known.What} [{known.Id}]");
        if (problem.Detail.Length > 0)
        {
            writer.WriteLine($"    {problem.Detail.ReplaceLineEndings(" ")}");
        }

        writer.WriteLine($"    → {known.Do}");
    }

    /// <summary>Words between results; programs do not get them.</summary>
    public void Say(string text)
    {
        if (!json)
        {
            writer.WriteLine(text);
        }
    }

    static JsonObject Line(string step, bool ok, string title, string message) => new() { ["step"] = step, ["ok"] = ok, ["title"] = title, ["message"] = message };

    void Write(JsonObject line, JsonObject? data)
    {
        if (data is not null)
        {
            line["data"] = data.DeepClone();
        }

        writer.WriteLine(line.ToJsonString(Json));
        writer.Flush();
    }
}
