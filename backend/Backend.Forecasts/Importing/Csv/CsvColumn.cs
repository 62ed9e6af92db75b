using System.Globalization;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>A column, by its header.</summary>
/// <param name="Measure">What the header says that its numbers count; null if it does not.</param>
/// <param name="Direction">Which way its energy goes; null if the header does not say.</param>
/// <param name="Quantile">Per mille; 0: the expected value.</param>
/// <param name="Utc">Whether the header says that its stamps are in UTC.</param>
sealed partial record CsvColumn(int Index, string Header, ColumnRole Role, Measure? Measure = null, Direction? Direction = null, int Quantile = 0, bool Utc = false)
{
    static readonly Dictionary<string, ColumnRole> Names = new(StringComparer.Ordinal)
    {
        ["start"] = ColumnRole.Start, ["start time"] = ColumnRole.Start, ["from"] = ColumnRole.Start, ["begin"] = ColumnRole.Start, ["beginn"] = ColumnRole.Start,
        ["von"] = ColumnRole.Start, ["datum von"] = ColumnRole.Start, ["zeit von"] = ColumnRole.Start, ["uhrzeit von"] = ColumnRole.Start, ["anfang"] = ColumnRole.Start,
        ["end"] = ColumnRole.End, ["end time"] = ColumnRole.End, ["to"] = ColumnRole.End, ["until"] = ColumnRole.End, ["ende"] = ColumnRole.End, ["bis"] = ColumnRole.End,
        ["datum bis"] = ColumnRole.End, ["zeit bis"] = ColumnRole.End, ["uhrzeit bis"] = ColumnRole.End, ["period end"] = ColumnRole.End, ["period start"] = ColumnRole.Start,
        ["zeit"] = ColumnRole.Stamp, ["zeitstempel"] = ColumnRole.Stamp, ["zeitpunkt"] = ColumnRole.Stamp, ["uhrzeit"] = ColumnRole.Stamp, ["time"] = ColumnRole.Stamp,
        ["timestamp"] = ColumnRole.Stamp, ["datetime"] = ColumnRole.Stamp, ["datum/uhrzeit"] = ColumnRole.Stamp, ["datum uhrzeit"] = ColumnRole.Stamp,
        ["datum"] = ColumnRole.Date, ["date"] = ColumnRole.Date, ["tag"] = ColumnRole.Date, ["day"] = ColumnRole.Date,
        ["zeitzone"] = ColumnRole.Zone, ["zeitzone von"] = ColumnRole.Zone, ["timezone"] = ColumnRole.Zone, ["zone"] = ColumnRole.Zone, ["zeitzone bis"] = ColumnRole.EndZone,
        ["mastr"] = ColumnRole.Unit, ["mastr nummer"] = ColumnRole.Unit, ["mastr nr"] = ColumnRole.Unit, ["unit"] = ColumnRole.Unit, ["unit number"] = ColumnRole.Unit,
        ["anlage"] = ColumnRole.Unit, ["malo"] = ColumnRole.Unit, ["malo id"] = ColumnRole.Unit, ["melo"] = ColumnRole.Unit, ["melo id"] = ColumnRole.Unit,
        ["marktlokation"] = ColumnRole.Unit, ["messlokation"] = ColumnRole.Unit, ["zählpunkt"] = ColumnRole.Unit, ["zaehlpunkt"] = ColumnRole.Unit,
        ["direction"] = ColumnRole.Direction, ["richtung"] = ColumnRole.Direction,
    };

    static readonly string[] Producing = ["erzeug", "einspeis", "lieferung", "generation", "production", "feed"];
    static readonly string[] Drawing = ["verbrauch", "bezug", "last", "entnahme", "consumption", "load", "demand"];
    static readonly string[] Amounts = ["menge", "leistung", "wert", "value", "energ", "power", "prognose", "forecast"];

    /// <param name="configured">Headers by role, as the supplier's settings have them.</param>
    public static CsvColumn Of(int index, string header, IReadOnlyDictionary<string, string> configured)
    {
        var name = Plain(header);
        var text = header.ToLowerInvariant();
        var quantile = QuantileForm.Match(text) is { Success: true } match ? PerMille(match.Groups["per"].Value) : 0;
        var value = new CsvColumn(
            index, header, ColumnRole.Value, MeasureOf(text),
            Producing.Any(word => text.Contains(word, StringComparison.Ordinal)) ? Beliefs.Direction.Production
            : Drawing.Any(word => text.Contains(word, StringComparison.Ordinal)) ? Beliefs.Direction.Consumption : null,
            quantile);
        if (configured.FirstOrDefault(pair => string.Equals(pair.Value, header, StringComparison.OrdinalIgnoreCase)) is { Key: { } role })
        {
            return FromSettings(value, role);
        }

        var utc = name.EndsWith(" utc", StringComparison.Ordinal);
        if (Names.TryGetValue(utc ? name[..^4] : name, out var known))
        {
            return new(index, header, known, Utc: utc);
        }

        return value.Measure is not null || value.Direction is not null || quantile > 0 || Amounts.Any(word => text.Contains(word, StringComparison.Ordinal))
            ? value
            : new(index, header, ColumnRole.Other);
    }

    /// <summary>The direction that a word of a column <c>direction</c> names.</summary>
    public static Direction? DirectionOf(string text) => text.ToLowerInvariant() switch
    {
        "generation" or "erzeugung" or "einspeisung" or "production" or "lieferung" => Beliefs.Direction.Production,
        "consumption" or "verbrauch" or "bezug" => Beliefs.Direction.Consumption,
        _ => null,
    };

    static CsvColumn FromSettings(CsvColumn value, string role) =>
        DirectionOf(role) is { } direction ? value with { Direction = direction }
        : QuantileForm.Match(role.ToLowerInvariant()) is { Success: true } match ? value with { Quantile = PerMille(match.Groups["per"].Value) }
        : Enum.TryParse<ColumnRole>(role, ignoreCase: true, out var known) ? known == ColumnRole.Value ? value : new(value.Index, value.Header, known)
        : value;

    /// <summary>Without the unit of measure and whatever stands between words.</summary>
    static string Plain(string header) => Between.Replace(header.Trim().ToLowerInvariant(), " ").Trim();

    static Measure? MeasureOf(string header) => MeasureForm.Match(header) is not { Success: true } match ? null : match.Groups["measure"].Value switch
    {
        "wh" => Importing.Measure.Wh,
        "kwh" => Importing.Measure.KWh,
        "mwh" => Importing.Measure.MWh,
        "w" => Importing.Measure.W,
        "kw" => Importing.Measure.KW,
        _ => Importing.Measure.MW,
    };

    static int PerMille(string text) => (int)(decimal.Parse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * 10);

    [GeneratedRegex("(?:^|[^a-z])(?<measure>kwh|mwh|wh|kw|mw|w)(?:[^a-z]|$)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex MeasureForm { get; }

    [GeneratedRegex("(?:^|[^a-z0-9])p ?(?<per>[1-9][0-9]?(?:[.,][0-9])?|0[.,][1-9])(?:[^a-z0-9.,]|$)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex QuantileForm { get; }

    [GeneratedRegex(@"[\s_\-()\[\]]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex Between { get; }
}
