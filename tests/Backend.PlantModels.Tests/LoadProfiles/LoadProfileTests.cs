using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Backend.PlantModels.LoadProfiles;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.LoadProfiles;

public sealed class LoadProfileTests
{
    [Theory]
    [InlineData(1, "1.2420")]
    [InlineData(15, "1.2568")]
    [InlineData(32, "1.2454")]
    [InlineData(91, "1.0640")]
    [InlineData(182, "0.7959")]
    [InlineData(213, "0.7879")]
    [InlineData(274, "0.9183")]
    [InlineData(335, "1.1588")]
    [InlineData(365, "1.2572")]
    [InlineData(366, "1.2597")]
    public void The_dynamisation(int day, string factor) =>
        Assert.Equal(decimal.Parse(factor, System.Globalization.CultureInfo.InvariantCulture), Dynamisation.Factor(day));

    /// <summary>
    /// Computed elsewhere from the same tables, in local time, with the holidays of all states; given to a tenth of a kWh. On days 50, 150, 250 and 350 the
    /// dynamisation lies exactly between two numbers of four places, and binary arithmetic elsewhere goes either way: each is worth 0.3 kWh.
    /// </summary>
    [Theory]
    [InlineData("h25", 2025, 999_900.1)]
    [InlineData("h25", 2026, 999_263.9)]
    [InlineData("g25", 2025, 1_000_341.3)]
    [InlineData("g25", 2026, 1_002_690.3)]
    [InlineData("l25", 2025, 1_000_214.3)]
    [InlineData("l25", 2026, 1_000_393.6)]
    [InlineData("p25", 2025, 1_000_015.2)]
    [InlineData("p25", 2026, 1_000_044.5)]
    [InlineData("s25", 2025, 1_000_028.0)]
    [InlineData("s25", 2026, 1_000_329.6)]
    public void The_sums_of_years(string name, int year, double sum) =>
        Assert.Equal(sum, (double)LoadProfile.Of(Table(name), FederalState.Any).YearSum(year), name is "g25" or "l25" ? 0.051 : 1.2);

    [Fact]
    public void H25_without_its_dynamisation_has_another_sum() =>
        Assert.Equal(1_003_244.6, (double)new LoadProfile(Table("h25"), false, FederalState.Any).YearSum(2025), 0.051);

    [Theory]
    [InlineData("h25", 14.63, 50.633)]
    [InlineData("p25", 4.286, 65.554)]
    [InlineData("s25", 0.814, 105.787)]
    public void The_smallest_and_the_largest_value(string name, double smallest, double largest)
    {
        var table = Table(name);
        var values =
            (from month in Enumerable.Range(1, 12)
             from day in Enum.GetValues<DayType>()
             from quarter in Enumerable.Range(0, 96)
             select table[month, day, quarter]).ToList();
        Assert.Equal(((decimal)smallest, (decimal)largest), (values.Min(), values.Max()));
    }

    [Fact]
    public void A_year_sums_up_to_what_the_customer_uses()
    {
        var gen = from name in Gen.Elements("h25", "g25", "l25", "p25", "s25") from year in Gen.Choose(2020, 2032) from kwh in Gen.Choose(500, 100_000)
            from state in Gen.Elements(Enum.GetValues<FederalState>()) select (name, year, kwh, state);
        Prop.ForAll(gen.ToArbitrary(), customer =>
        {
            var profile = LoadProfile.Of(Table(customer.name), customer.state);
            var yearly = new WattHours(customer.kwh * 1000L);
            var slots = Enumerable.Range(0, DateTime.IsLeapYear(customer.year) ? 366 : 365)
                .SelectMany(day => GermanTime.TimeslotsOf(new DateOnly(customer.year, 1, 1).AddDays(day)));
            var predicted = profile.Predict(yearly, slots);
            Assert.Equal(yearly.Value, predicted.Sum(slot => slot.Energy.Value));
            Assert.All(predicted, slot => Assert.InRange(
                slot.Energy.Value - (yearly.Value * profile.Share(slot.Timeslot) / profile.YearSum(customer.year)), -1, 1));
            Assert.Equal(predicted.Skip(12_345).Take(100), profile.Predict(yearly, predicted.Skip(12_345).Take(100).Select(slot => slot.Timeslot)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(4));
    }

    [Theory]
    [InlineData(2026, 3, 29, 92)]
    [InlineData(2026, 10, 25, 100)]
    public void Days_on_which_the_clock_changes(int year, int month, int day, int count)
    {
        var profile = LoadProfile.Of(Table("h25"), FederalState.Any);
        var slots = profile.Predict(new(3_500_000), GermanTime.TimeslotsOf(new(year, month, day)));
        Assert.Equal(count, slots.Count);
        var quarters = slots.Select(slot => (Quarter: GermanTime.QuarterOf(slot.Timeslot), slot.Energy)).ToList();
        Assert.All(quarters.GroupBy(slot => slot.Quarter), same => Assert.InRange(same.Max(slot => slot.Energy.Value) - same.Min(slot => slot.Energy.Value), 0, 1));
    }

    [Fact]
    public void The_grid_operator_books_by_the_table()
    {
        // Sunday, 4 January 2026, 00:00: 23.148 kWh times 1.2458 (day 4) for 1,000,000 kWh.
        var slot = GermanTime.StartOf(new(2026, 1, 4));
        var profile = LoadProfile.Of(Table("h25"), FederalState.Any);
        Assert.Equal(new WattHours((long)(23_148m * Dynamisation.Factor(4) / 100 + 0.5m)), profile.Booked(new(10_000_000), slot));
    }

    [Fact]
    public void A_table_with_semicolons_and_decimal_commas_is_the_same()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "LoadProfiles", "h25.csv")).Replace(',', ';').Replace('.', ',');
        Assert.Equal(22.152m, LoadProfileTable.Read("H25", new StringReader(text))[1, DayType.Saturday, 0]);
    }

    [Theory]
    [InlineData("22.152", "x", "line 3: 'x' is not an amount")]
    [InlineData("22.152", "-1", "line 3: '-1' is not an amount")]
    [InlineData("22.152,", "", "line 3: it should begin with 00:00 and have 36 numbers")]
    [InlineData("00:15-00:30", "00:30-00:45", "line 4: it should begin with 00:15")]
    [InlineData("Februar", "Januar", "each of Januar to Dezember with each of SA, FT and WT once")]
    [InlineData("00:00-00:15", "\n\n00:00-00:15\n", "has 99 lines")]
    public void A_table_of_another_form_is_refused(string right, string wrong, string message)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "LoadProfiles", "h25.csv"));
        var at = text.IndexOf(right, StringComparison.Ordinal);
        var error = Assert.Throws<PlantModelException>(
            () => LoadProfileTable.Read("H25", new StringReader(string.Concat(text.AsSpan(0, at), wrong, text.AsSpan(at + right.Length)))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    static LoadProfileTable Table(string name)
    {
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Data", "LoadProfiles", name + ".csv"));
        return LoadProfileTable.Read(name, text);
    }
}
