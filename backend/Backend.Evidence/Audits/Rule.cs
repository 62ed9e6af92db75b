using System.Globalization;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>One thing that is checked. The id is stable: programs that read the findings as JSON go by it (docs/evidence.md).</summary>
/// <param name="Id">For example <c>leaf.changed</c>.</param>
/// <param name="English">A composite format of the finding's values.</param>
/// <param name="German">The same in German.</param>
public sealed record Rule(string Id, string English, string German)
{
    public string Say(Language language, IReadOnlyList<object> values) => string.Format(
        CultureInfo.InvariantCulture, language == Language.German ? German : English, [.. values.Select(value => Words.Of(value, language))]);
}
