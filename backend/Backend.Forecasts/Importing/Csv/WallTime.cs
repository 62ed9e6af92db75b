using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>A stamp as it is written: date and time, and the offset from UTC if it is written too. <c>24:00</c> is the end of the day.</summary>
readonly partial record struct WallTime(DateOnly Date, int Minutes, TimeSpan? Offset)
{
    static readonly string[] DateForms = ["yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy", "yyyyMMdd", "dd.MM.yy"];

    /// <summary>Seconds and their parts are 0, or the stamp is on no quarter hour.</summary>
    public bool IsQuarter => Minutes % 15 == 0;

    public DateTime Wall => Date.ToDateTime(TimeOnly.MinValue).AddMinutes(Minutes);

    /// <summary>Date and time in one field: ISO 8601 or German.</summary>
    public static WallTime? Parse(string text)
    {
        var match = Form.Match(text);
        return match.Success && ParseDate(match.Groups["date"].Value) is { } date && ParseTime(match.Groups["time"].Value) is { } minutes
            && (!match.Groups["zone"].Success || ParseOffset(match.Groups["zone"].Value) is not null)
            ? new(date, minutes, match.Groups["zone"].Success ? ParseOffset(match.Groups["zone"].Value) : null)
            : null;
    }

    public static DateOnly? ParseDate(string text) =>
        DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1971 and <= 2099 ? date : null;

    /// <summary>Minutes of the day, 1440 for 24:00; -1, which is no quarter hour, for a time with seconds.</summary>
    public static int? ParseTime(string text)
    {
        var match = TimeForm.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var minutes = (int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture) * 60) + int.Parse(match.Groups["minute"].Value, CultureInfo.InvariantCulture);
        return minutes > 24 * 60 ? null : match.Groups["rest"].Value.AsSpan().ContainsAnyExcept("0:.,") ? -1 : minutes;
    }

    /// <summary>The offset that a zone's column or a stamp's end names: UTC, Z, CET, MEZ, CEST, MESZ, +02:00.</summary>
    public static TimeSpan? ParseOffset(string text) => text.ToUpperInvariant() switch
    {
        "Z" or "UTC" or "GMT" => TimeSpan.Zero,
        "CET" or "MEZ" => TimeSpan.FromHours(1),
        "CEST" or "MESZ" => TimeSpan.FromHours(2),
        [('+' or '-') and var sign, .. var rest] when TimeSpan.TryParseExact(rest, ["hh\\:mm", "hhmm", "hh"], CultureInfo.InvariantCulture, out var offset)
            && offset <= TimeSpan.FromHours(14) => sign == '-' ? -offset : offset,
        _ => null,
    };

    [GeneratedRegex("^(?<date>[0-9.-]{8,10})(?:T|,? +)(?<time>[0-9:.,]{4,16}) ?(?<zone>[A-Za-z]{1,4}|[+-][0-9:]{2,5})?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    static partial Regex Form { get; }

    [GeneratedRegex("^(?<hour>[0-9]{1,2})[:.](?<minute>[0-5][0-9])(?<rest>(?::[0-5][0-9](?:[.,][0-9]{1,9})?)?)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex TimeForm { get; }
}
