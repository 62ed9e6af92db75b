using System.Globalization;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Mscons;

/// <summary>Instants in DTM segments.</summary>
static class MsconsTime
{
    /// <summary>The instant, or null: format 303 is a time with its offset from UTC, 203 one without.</summary>
    /// <param name="zone">The clock of times without an offset; without one they are not read.</param>
    public static DateTimeOffset? Parse(string text, string format, FileZone? zone)
    {
        if (text.Length < 12
            || !DateTime.TryParseExact(text.AsSpan(0, 12), "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
            || wall.Year is < 1971 or > 2099)
        {
            return null;
        }

        return (format, text[12..]) switch
        {
            ("303", { Length: > 0 } offset) when Csv.WallTime.ParseOffset(offset) is { } from => new DateTimeOffset(wall, TimeSpan.Zero) - from,
            ("203", "") when zone?.Instants(wall) is [var instant] => instant,
            _ => null,
        };
    }
}
