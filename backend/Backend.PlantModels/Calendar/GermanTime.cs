using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Calendar;

/// <summary>Legal time in Germany: which local day and quarter hour a timeslot is.</summary>
public static class GermanTime
{
    static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>The local day that the timeslot starts on.</summary>
    public static DateOnly DayOf(Timeslot timeslot) => DateOnly.FromDateTime(Local(timeslot));

    /// <summary>The quarter hour on the clock at the timeslot's start, 0 to 95. Summer time skips 8 to 11 in spring and has them twice in autumn.</summary>
    public static int QuarterOf(Timeslot timeslot)
    {
        var time = Local(timeslot).TimeOfDay;
        return (time.Hours * 4) + (time.Minutes / 15);
    }

    /// <summary>All timeslots of a local day in their order: 92, 96 or 100.</summary>
    public static IReadOnlyList<Timeslot> TimeslotsOf(DateOnly day)
    {
        var (start, end) = (StartOf(day), StartOf(day.AddDays(1)));
        var timeslots = new List<Timeslot>(100);
        for (var timeslot = start; timeslot < end; timeslot = timeslot.Next)
        {
            timeslots.Add(timeslot);
        }

        return timeslots;
    }

    /// <summary>The timeslot that starts at local midnight.</summary>
    public static Timeslot StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new(new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)).ToUnixTimeSeconds());
    }

    static DateTime Local(Timeslot timeslot) => TimeZoneInfo.ConvertTime(timeslot.Start, Zone).DateTime;
}
