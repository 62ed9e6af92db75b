using System.Globalization;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>German or English: what the address asks for (<c>?lang=de</c>), else what the browser prefers.</summary>
static class Languages
{
    public static bool IsGerman(string query, string accepted) => query.Split('&').FirstOrDefault(part => part.StartsWith("lang=", StringComparison.Ordinal)) is { } asked
        ? asked == "lang=de"
        : Weight(accepted, "de") > Weight(accepted, "en");

    /// <summary>How much a language is wanted (RFC 9110, 12.5.4).</summary>
    static decimal Weight(string accepted, string language) => accepted.Split(',')
        .Select(range => range.Split(';'))
        .Where(range => range[0].Trim() is var tag && (tag.Equals(language, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase)))
        .Select(range => range.Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is { } q
            ? decimal.TryParse(q[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? weight : 0
            : 1)
        .DefaultIfEmpty(0)
        .Max();
}
