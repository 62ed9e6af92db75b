using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>Numbers with a decimal comma or point. What can be read in two ways is not read.</summary>
static partial class NumberText
{
    /// <summary>Which decimal sign a number has for certain; null if it has none, or could be read either way (<c>1,234</c>).</summary>
    public static DecimalSign? SignOf(string text)
    {
        var at = text.LastIndexOfAny([',', '.']);
        if (at < 0 || !text.All(letter => char.IsAsciiDigit(letter) || letter is ',' or '.' or '-'))
        {
            return null;
        }

        var grouped = text.Length - at == 4 && at is >= 1 and <= 3 && text[0] is not ('0' or '-') && text.AsSpan(0, at).IndexOfAny(',', '.') < 0;
        var groupedMore = text[..at].Contains(text[at], StringComparison.Ordinal);
        return grouped ? null : (text[at] == ',') != groupedMore ? DecimalSign.Comma : DecimalSign.Point;
    }

    /// <summary>The number; null if it is none, is negative, or has a separator that could be of thousands or of decimals.</summary>
    public static decimal? Parse(string text, DecimalSign sign)
    {
        var form = sign == DecimalSign.Comma ? CommaForm : PointForm;
        if (text.Length > 40 || !form.IsMatch(text))
        {
            return null;
        }

        var plain = sign == DecimalSign.Comma ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : text.Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>What files write where there is no value.</summary>
    public static bool IsMissing(string text) => text is "" or "-" or "–" or "N.A." or "n.a." or "N/A" or "n/a" or "n/e";

    [GeneratedRegex(@"^(?:[0-9]+(?:,[0-9]+)?|[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex CommaForm { get; }

    [GeneratedRegex(@"^(?:[0-9]+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex PointForm { get; }
}
