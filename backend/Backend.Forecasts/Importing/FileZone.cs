using System.Globalization;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>The clock that a file's stamps are read from: a place's, or one that is always so many hours from UTC.</summary>
public sealed class FileZone
{
    public static readonly FileZone Utc = new("UTC", TimeZoneInfo.Utc);

    public static readonly FileZone Berlin = new("Europe/Berlin", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    readonly TimeZoneInfo _zone;

    FileZone(string name, TimeZoneInfo zone) => (Name, _zone) = (name, zone);

    public string Name { get; }

    /// <exception cref="FormatException">The text is neither <c>UTC</c>, an offset such as <c>+01:00</c>, nor the name of a zone.</exception>
    public static FileZone Parse(string text)
    {
        if (text is "UTC" or "Z" or "GMT")
        {
            return Utc;
        }

        if (text.Length == 6 && text[0] is '+' or '-' && TimeSpan.TryParseExact(text.AsSpan(1), "hh\\:mm", CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14))
        {
            return new(text, TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text));
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? new(text, zone)
            : throw new FormatException($"'{text}' is no time zone: write UTC, an offset such as +01:00, or a zone such as Europe/Berlin");
    }

    /// <summary>The instants at which the clock shows this: none, one, or two, the first first.</summary>
    public DateTimeOffset[] Instants(DateTime wall)
    {
        if (_zone.IsInvalidTime(wall))
        {
            return [];
        }

        return _zone.IsAmbiguousTime(wall)
            ? [.. _zone.GetAmbiguousTimeOffsets(wall).OrderDescending().Select(offset => new DateTimeOffset(wall, offset).ToUniversalTime())]
            : [new DateTimeOffset(wall, _zone.GetUtcOffset(wall)).ToUniversalTime()];
    }

    /// <summary>What the clock shows.</summary>
    public DateTime Wall(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone).DateTime;

    /// <summary>How many quarter hours a day has: 92, 96 or 100 in Berlin.</summary>
    public int SlotsOf(DateOnly day) => (int)((MidnightOf(day.AddDays(1)) - MidnightOf(day)).TotalMinutes / 15);

    public DateTimeOffset MidnightOf(DateOnly day)
    {
        var wall = day.ToDateTime(TimeOnly.MinValue);
        while (_zone.IsInvalidTime(wall))
        {
            wall = wall.AddMinutes(15);
        }

        return Instants(wall)[0];
    }
}
