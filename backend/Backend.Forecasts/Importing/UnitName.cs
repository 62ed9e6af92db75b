using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>How files call units.</summary>
static partial class UnitName
{
    /// <summary>The unit's MaStR number; null if the text is none and the settings do not know it.</summary>
    public static string? Resolve(string text, SupplierFormat format) =>
        format.Units.TryGetValue(text, out var unit) ? unit : NumberForm.IsMatch(text) ? text : null;

    [GeneratedRegex("^[A-Z]{3}[0-9]{12}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex NumberForm { get; }
}
