using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Backend.PlantModels.History;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.History;

public sealed class ComparableDaysTests
{
    static readonly DateOnly Monday = new(2026, 6, 15);

    [Fact]
    public void Workdays_follow_workdays_and_Sundays_Sundays()
    {
        var history = Measured(Monday.AddDays(-28), 28, (day, _) => DayTypes.Of(day, FederalState.Any) switch { DayType.Workday => 100, DayType.Saturday => 200, _ => 300 });
        var prediction = ComparableDays.Consumption(history, Slots(Monday, 7), FederalState.Any);
        Assert.Equal(HistoryMethod.ComparableDays, prediction.Method);
        Assert.Equal("the mean of 4 to 10 days of the same type", prediction.Explanation);
        Assert.Equal(7 * 96, prediction.Slots.Count);

        // The first and the last quarter hour of a day look over midnight into another type of day.
        Assert.All(prediction.Slots.Where(slot => GermanTime.QuarterOf(slot.Timeslot) is > 0 and < 95), slot => Assert.Equal(
            DayTypes.Of(GermanTime.DayOf(slot.Timeslot), FederalState.Any) switch { DayType.Workday => 100, DayType.Saturday => 200, _ => 300 }, slot.Energy.Value));
    }

    [Fact]
    public void A_holiday_of_the_state_is_a_Sunday()
    {
        var corpusChristi = new DateOnly(2026, 6, 4);
        var history = Measured(corpusChristi.AddDays(-28), 28, (day, _) => day.DayOfWeek == DayOfWeek.Sunday ? 300 : 100);
        long Noon(FederalState state) => ComparableDays.Consumption(history, Slots(corpusChristi, 1), state).Slots[48].Energy.Value;
        Assert.True(Noon(FederalState.NorthRhineWestphalia) > Noon(FederalState.Saxony));
    }

    [Fact]
    public void Quantiles_rise_and_span_what_was_measured()
    {
        var random = new Random(1);
        var history = Measured(Monday.AddDays(-28), 28, (_, _) => random.Next(50, 500));
        var prediction = ComparableDays.Consumption(history, Slots(Monday, 1), FederalState.Any);
        Assert.All(prediction.Slots, slot =>
        {
            Assert.Equal([10, 50, 90], slot.Quantiles.Select(quantile => quantile.Percent));
            Assert.True(slot.Quantiles[0].Energy <= slot.Quantiles[1].Energy && slot.Quantiles[1].Energy <= slot.Quantiles[2].Energy);
            Assert.InRange(slot.Energy.Value, 50, 500);
        });
    }

    [Theory]
    [InlineData(7, HistoryMethod.ComparableDays)]
    [InlineData(2, HistoryMethod.Persistence)]
    [InlineData(0, HistoryMethod.None)]
    public void A_short_past_gives_less(int days, HistoryMethod method)
    {
        // The days before a Saturday are workdays.
        var friday = new DateOnly(2026, 6, 19);
        var prediction = ComparableDays.Consumption(Measured(friday.AddDays(-days), days, (day, _) => day.Day), Slots(friday, 1), FederalState.Any);
        Assert.Equal(method, prediction.Method);
        if (method == HistoryMethod.Persistence)
        {
            Assert.All(prediction.Slots, slot => Assert.Equal((18, 0), (slot.Energy.Value, slot.Quantiles.Count)));
        }
        else if (method == HistoryMethod.None)
        {
            Assert.Contains("one is needed for persistence, 3 for a mean", prediction.Explanation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Production_follows_the_sun_not_the_clock()
    {
        // Summer time begins on 29 March 2026: at noon in UTC before and after.
        var first = new DateOnly(2026, 3, 29);
        var history = Measured(first.AddDays(-7), 7, (_, slot) => slot.Start.Hour == 12 ? 1_000 : 0);
        var prediction = ComparableDays.Production(history, Slots(first, 1));
        Assert.Equal(92, prediction.Slots.Count);
        Assert.Equal(new WattHours(1_000), prediction.Slots.Single(slot => slot.Timeslot.Start == new DateTimeOffset(2026, 3, 29, 12, 15, 0, TimeSpan.Zero)).Energy);
        Assert.Equal(13, prediction.Slots.MaxBy(slot => slot.Energy)!.Timeslot.Start.AddHours(1).Hour);
    }

    [Theory]
    [InlineData(2026, 3, 29, 92)]
    [InlineData(2026, 10, 25, 100)]
    public void Days_on_which_the_clock_changes_have_all_their_quarter_hours(int year, int month, int day, int count)
    {
        var date = new DateOnly(year, month, day);
        Assert.Equal(count, ComparableDays.Consumption(Measured(date.AddDays(-28), 28, (_, _) => 1), Slots(date, 1), FederalState.Any).Slots.Count);
    }

    [Fact]
    public void A_gap_in_the_past_is_no_zero()
    {
        var history = Measured(Monday.AddDays(-28), 28, (_, _) => 100).Where(slot => slot.Key.StartUnixSeconds % 2700 == 0).ToDictionary();
        Assert.All(ComparableDays.Consumption(history, Slots(Monday, 1), FederalState.Any).Slots, slot => Assert.Equal(100, slot.Energy.Value));
    }

    [Fact]
    public void Quantiles_of_samples()
    {
        Assert.Equal(new WattHours(30), Quantiles.Of([10, 20, 30, 40, 50], 50));
        Assert.Equal(new WattHours(14), Quantiles.Of([10, 20, 30, 40, 50], 10));
        Assert.Equal(new WattHours(7), Quantiles.Of([7], 90));
    }

    static IEnumerable<Timeslot> Slots(DateOnly first, int days) => Enumerable.Range(0, days).SelectMany(day => GermanTime.TimeslotsOf(first.AddDays(day)));

    static Dictionary<Timeslot, WattHours> Measured(DateOnly first, int days, Func<DateOnly, Timeslot, long> energy) =>
        Slots(first, days).ToDictionary(slot => slot, slot => new WattHours(energy(GermanTime.DayOf(slot), slot)));
}
