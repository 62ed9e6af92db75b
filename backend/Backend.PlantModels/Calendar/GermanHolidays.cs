using static LocalEnergyMarket.Backend.PlantModels.Calendar.FederalState;

namespace LocalEnergyMarket.Backend.PlantModels.Calendar;

/// <summary>
/// Public holidays by the states' laws, computed. Assumption Day counts in all of Bavaria, where it is a holiday in the municipalities with a
/// Catholic majority, which are most. Holidays of single towns (Augsburg) and of parts of a state (Corpus Christi in Saxony and Thuringia) are left out.
/// </summary>
public static class GermanHolidays
{
    public static bool Contains(DateOnly day, FederalState state) => Fixed(day, state) || Movable(day, state) || Once(day, state);

    /// <summary>Easter Sunday of the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher).</summary>
    public static DateOnly EasterSunday(int year)
    {
        var a = year % 19;
        var (b, c) = Math.DivRem(year, 100);
        var (d, e) = Math.DivRem(b, 4);
        var g = ((8 * b) + 13) / 25;
        var h = ((19 * a) + b - d - g + 15) % 30;
        var (i, k) = Math.DivRem(c, 4);
        var l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        var m = (a + (11 * h) + (19 * l)) / 433;
        var month = (h + l - (7 * m) + 90) / 25;
        return new(year, month, (h + l - (7 * m) + (33 * month) + 19) % 32);
    }

    static bool Fixed(DateOnly day, FederalState state) => (day.Month, day.Day) switch
    {
        (1, 1) or (5, 1) or (10, 3) or (12, 25) or (12, 26) => true,
        (1, 6) => state is BadenWuerttemberg or Bavaria or SaxonyAnhalt,
        (3, 8) => (state == Berlin && day.Year >= 2019) || (state == MecklenburgVorpommern && day.Year >= 2023),
        (8, 15) => state is Bavaria or Saarland,
        (9, 20) => state == Thuringia && day.Year >= 2019,
        (10, 31) => state is Brandenburg or MecklenburgVorpommern or Saxony or SaxonyAnhalt or Thuringia
            || (state is Bremen or Hamburg or LowerSaxony or SchleswigHolstein && day.Year >= 2018),
        (11, 1) => state is BadenWuerttemberg or Bavaria or NorthRhineWestphalia or RhinelandPalatinate or Saarland,
        _ => false,
    };

    static bool Movable(DateOnly day, FederalState state) => (day.DayNumber - EasterSunday(day.Year).DayNumber) switch
    {
        -2 or 0 or 1 or 39 or 49 or 50 => true,
        60 => state is BadenWuerttemberg or Bavaria or Hesse or NorthRhineWestphalia or RhinelandPalatinate or Saarland,
        _ => state == Saxony && IsDayOfRepentance(day),
    };

    /// <summary>The Wednesday before 23 November.</summary>
    static bool IsDayOfRepentance(DateOnly day) => day is { Month: 11, Day: >= 16 and <= 22, DayOfWeek: DayOfWeek.Wednesday };

    static bool Once(DateOnly day, FederalState state) => (day.Year, day.Month, day.Day) switch
    {
        (2017, 10, 31) => true,
        (2020, 5, 8) or (2025, 5, 8) or (2028, 6, 17) => state == Berlin,
        _ => false,
    };
}
