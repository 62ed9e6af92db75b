using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Calendar;

public sealed class GermanCalendarTests
{
    [Theory]
    [InlineData("1818-03-22")]
    [InlineData("1954-04-18")]
    [InlineData("1981-04-19")]
    [InlineData("2000-04-23")]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2038-04-25")]
    [InlineData("2076-04-19")]
    public void Easter(string day)
    {
        var expected = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, GermanHolidays.EasterSunday(expected.Year));
    }

    /// <summary>How many days a year are holidays by law in each state in 2026, Sundays among them.</summary>
    [Theory]
    [InlineData(FederalState.Any, 11)]
    [InlineData(FederalState.BadenWuerttemberg, 14)]
    [InlineData(FederalState.Bavaria, 15)]
    [InlineData(FederalState.Berlin, 12)]
    [InlineData(FederalState.Brandenburg, 12)]
    [InlineData(FederalState.Bremen, 12)]
    [InlineData(FederalState.Hesse, 12)]
    [InlineData(FederalState.MecklenburgVorpommern, 13)]
    [InlineData(FederalState.NorthRhineWestphalia, 13)]
    [InlineData(FederalState.Saarland, 14)]
    [InlineData(FederalState.Saxony, 13)]
    [InlineData(FederalState.SaxonyAnhalt, 13)]
    [InlineData(FederalState.Thuringia, 13)]
    public void Holidays_of_2026(FederalState state, int count) =>
        Assert.Equal(count, Enumerable.Range(0, 365).Count(day => GermanHolidays.Contains(new DateOnly(2026, 1, 1).AddDays(day), state)));

    [Theory]
    [InlineData(2026, 6, 4, FederalState.NorthRhineWestphalia, true)]
    [InlineData(2026, 6, 4, FederalState.Saxony, false)]
    [InlineData(2026, 11, 18, FederalState.Saxony, true)]
    [InlineData(2026, 11, 18, FederalState.Bavaria, false)]
    [InlineData(2017, 10, 31, FederalState.Bavaria, true)]
    [InlineData(2017, 10, 31, FederalState.LowerSaxony, true)]
    [InlineData(2016, 10, 31, FederalState.LowerSaxony, false)]
    [InlineData(2018, 10, 31, FederalState.LowerSaxony, true)]
    [InlineData(2025, 5, 8, FederalState.Berlin, true)]
    [InlineData(2026, 5, 8, FederalState.Berlin, false)]
    [InlineData(2022, 3, 8, FederalState.MecklenburgVorpommern, false)]
    [InlineData(2023, 3, 8, FederalState.MecklenburgVorpommern, true)]
    public void Holidays_differ_by_state_and_by_year(int year, int month, int day, FederalState state, bool holiday) =>
        Assert.Equal(holiday, GermanHolidays.Contains(new(year, month, day), state));

    [Theory]
    [InlineData(2026, 6, 15, DayType.Workday)]
    [InlineData(2026, 6, 20, DayType.Saturday)]
    [InlineData(2026, 6, 21, DayType.Holiday)]
    [InlineData(2026, 5, 1, DayType.Holiday)]
    [InlineData(2026, 10, 3, DayType.Holiday)]
    [InlineData(2026, 12, 24, DayType.Saturday)]
    [InlineData(2026, 12, 31, DayType.Saturday)]
    [InlineData(2023, 12, 24, DayType.Holiday)]
    public void Types_of_day(int year, int month, int day, DayType type) => Assert.Equal(type, DayTypes.Of(new(year, month, day), FederalState.Any));

    [Theory]
    [InlineData(2026, 3, 29, 92, "2026-03-28T23:00Z")]
    [InlineData(2026, 6, 15, 96, "2026-06-14T22:00Z")]
    [InlineData(2026, 10, 25, 100, "2026-10-24T22:00Z")]
    public void A_day_has_92_or_96_or_100_quarter_hours(int year, int month, int day, int count, string first)
    {
        var slots = GermanTime.TimeslotsOf(new(year, month, day));
        Assert.Equal(count, slots.Count);
        Assert.Equal(first, slots[0].ToString());
        Assert.All(slots, slot => Assert.Equal(new DateOnly(year, month, day), GermanTime.DayOf(slot)));
        Assert.Equal(Enumerable.Range(0, 96).Where(quarter => count != 92 || quarter is < 8 or > 11), slots.Select(GermanTime.QuarterOf).Distinct());
    }

    [Fact]
    public void In_autumn_the_hour_from_two_to_three_comes_twice() =>
        Assert.Equal(
            [8, 9, 10, 11, 8, 9, 10, 11],
            GermanTime.TimeslotsOf(new(2026, 10, 25)).Skip(8).Take(8).Select(GermanTime.QuarterOf));

    [Fact]
    public void A_timeslot_before_1970_has_a_day_too() => Assert.Equal(new DateOnly(1969, 12, 31), GermanTime.DayOf(new Timeslot(-7200)));
}
