using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Portal.Web.Language;

/// <summary>Instants as a clock on a German wall shows them.</summary>
public static class LocalTime
{
    static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>Date and time to the second.</summary>
    public static string Instant(DateTimeOffset instant) => Text(instant, Speech.Say("dd.MM.yyyy, HH:mm:ss", "d MMM yyyy, HH:mm:ss"));

    /// <summary>Date, start and end of a timeslot; in the hour that comes twice, with the name of the time.</summary>
    public static string Slot(Timeslot slot) =>
        $"{Text(slot.Start, Speech.Say("dd.MM.yyyy, HH:mm", "d MMM yyyy, HH:mm"))}\u2013{Text(slot.End, "HH:mm")}{Twice(slot.Start)}";

    /// <summary>The date on a German calendar.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The first timeslot of a German day, which has 92, 96 or 100 of them.</summary>
    public static Timeslot StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new(new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)).ToUnixTimeSeconds());
    }

    /// <summary>A timestamp of the wire, or null where it is absent.</summary>
    public static DateTimeOffset? Of(Timestamp? timestamp) => timestamp?.ToDateTimeOffset();

    static string Text(DateTimeOffset instant, string format) => TimeZoneInfo.ConvertTime(instant, Zone).ToString(format, CultureInfo.CurrentCulture);

    static string Twice(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Zone);
        if (!Zone.IsAmbiguousTime(local))
        {
            return "";
        }

        return " " + (Zone.IsDaylightSavingTime(local) ? Speech.Say("MESZ", "CEST") : Speech.Say("MEZ", "CET"));
    }
}
