using System.Text.Json;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;

namespace LocalEnergyMarket.Edge.Provisioning.Problems;

/// <param name="Id">For example <c>LEM-P012</c>.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Do">What to do about it.</param>
sealed record Problem(string Id, string What, string Do);

/// <summary>What is wrong and what to do, in German and English, from the resource <c>problems.json</c>.</summary>
static class ProblemCatalogue
{
    static readonly Dictionary<string, (Problem German, Problem English)> Problems = Load();

    public static IReadOnlyCollection<string> Ids => Problems.Keys;

    public static Problem Find(string id, Language language) => language == Language.German ? Problems[id].German : Problems[id].English;

    static Dictionary<string, (Problem, Problem)> Load()
    {
        using var resource = typeof(ProblemCatalogue).Assembly.GetManifestResourceStream("problems.json")
            ?? throw new InvalidOperationException("The catalogue of problems is not in the program.");
        using var json = JsonDocument.Parse(resource);
        return json.RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("id").GetString()!, row => (In(row, "de"), In(row, "en")), StringComparer.Ordinal);
    }

    static Problem In(JsonElement row, string language) => new(
        row.GetProperty("id").GetString()!, row.GetProperty(language).GetProperty("what").GetString()!, row.GetProperty(language).GetProperty("do").GetString()!);
}
