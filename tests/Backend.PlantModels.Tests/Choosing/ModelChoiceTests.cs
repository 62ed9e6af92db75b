using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Backend.PlantModels.Choosing;
using LocalEnergyMarket.Backend.PlantModels.LoadProfiles;
using LocalEnergyMarket.Backend.PlantModels.Mastr;
using LocalEnergyMarket.Backend.PlantModels.Storage;
using LocalEnergyMarket.Backend.PlantModels.Weather;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Choosing;

public sealed class ModelChoiceTests
{
    static readonly DateOnly Today = new(2026, 6, 17);
    static readonly IReadOnlyList<Timeslot> Slots = GermanTime.TimeslotsOf(Today);
    static readonly Dictionary<Timeslot, WattHours> Nothing = [];

    static readonly ModelInputs Inputs = new(Slots, [Weather()])
    {
        Postcodes = new Dictionary<string, GeoPoint>(StringComparer.Ordinal) { ["01067"] = new(51.06, 13.72) },
        Profiles = new([Table("H25"), Table("P25")]),
    };

    [Fact]
    public void A_roof_with_weather_near_its_postcode_is_forecast_by_the_sun_and_what_was_assumed_is_said()
    {
        var forecast = Assert.Single(ModelChoice.Of(Solar("01067"), Inputs));
        Assert.Equal(("solar", EnergyFlow.Production, 96), (forecast.Model, forecast.Flow, forecast.Slots.Count));
        Assert.Equal("weather of station 10487, 2 km away, issued 2026-06-16T21:00Z; assumed: inverters as strong as the modules", forecast.Explanation);
        Assert.InRange(forecast.Slots.Sum(slot => slot.Energy.Value), 20_000, 70_000);
        Assert.All(forecast.Slots, slot => Assert.Empty(slot.Quantiles));
    }

    [Theory]
    [InlineData("99999", "its postcode is not in the table of postcodes")]
    [InlineData("01067", "there is no weather within 1 km")]
    public void Without_place_or_weather_its_own_past_is_used_and_why_is_said(string postcode, string why)
    {
        var unit = Solar(postcode) with { Produced = Past(10) };
        var forecast = Assert.Single(ModelChoice.Of(unit, Inputs with { MostKilometres = 1 }));
        Assert.Equal("history", forecast.Model);
        Assert.Contains(why, forecast.Explanation, StringComparison.Ordinal);
        Assert.Equal(96, forecast.Slots.Count);

        var none = Assert.Single(ModelChoice.Of(Solar(postcode), Inputs with { MostKilometres = 1 }));
        Assert.True(none.IsNone);
        Assert.Contains(why, none.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Weather_that_ends_before_leaves_the_past()
    {
        var later = Inputs with { Timeslots = GermanTime.TimeslotsOf(Today.AddDays(30)) };
        var forecast = Assert.Single(ModelChoice.Of(Solar("01067") with { Produced = Past(10) }, later));
        Assert.Contains("does not reach these timeslots", forecast.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_turbine_is_forecast_by_the_wind()
    {
        var turbine = Unit(PlantKind.Wind, "01067", "Nettonennleistung=3000", "Nabenhoehe=149", "Rotordurchmesser=115.7");
        var forecast = Assert.Single(ModelChoice.Of(turbine, Inputs));
        Assert.Equal("wind", forecast.Model);
        Assert.Contains("a power curve made of power and rotor", forecast.Explanation, StringComparison.Ordinal);
        Assert.Contains("no hub height", Assert.Single(ModelChoice.Of(Unit(PlantKind.Wind, "01067", "Nettonennleistung=3000"), Inputs)).Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(28, true, "history")]
    [InlineData(28, false, "history")]
    [InlineData(1, true, "profile-H25")]
    [InlineData(1, false, "persistence")]
    [InlineData(0, true, "profile-H25")]
    [InlineData(0, false, "")]
    public void A_consumer_is_forecast_by_a_long_past_then_a_profile_then_a_short_past(int days, bool estimate, string model)
    {
        var unit = Unit(PlantKind.Consumer, "01067", "Bundesland=1413") with { Consumed = Past(days), Estimate = estimate ? new("h25", new(3_500_000)) : null };
        var forecast = Assert.Single(ModelChoice.Of(unit, Inputs));
        Assert.Equal((model, EnergyFlow.Consumption), (forecast.Model, forecast.Flow));
        Assert.Equal(model.Length == 0, forecast.IsNone);
        if (model.StartsWith("profile", StringComparison.Ordinal))
        {
            Assert.Equal("the load profile H25 for 3500 kWh a year with the holidays of Saxony", forecast.Explanation);
        }
    }

    [Fact]
    public void A_profile_that_is_not_there_is_named_with_those_that_are()
    {
        var forecast = Assert.Single(ModelChoice.Of(Unit(PlantKind.Consumer, "") with { Estimate = new("H0", new(1)) }, Inputs));
        Assert.Contains("there is no load profile H0 among those at hand (H25, P25)", forecast.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_household_with_sun_behind_one_meter_has_both_directions()
    {
        var forecasts = ModelChoice.Of(Solar("01067") with { Consumed = Past(28) }, Inputs);
        Assert.Equal([EnergyFlow.Production, EnergyFlow.Consumption], forecasts.Select(forecast => forecast.Flow));
    }

    [Fact]
    public void A_battery_follows_its_household_and_stops_where_that_is_not_known()
    {
        var battery = Unit(PlantKind.Storage, "", "Nettonennleistung=4.6") with { StorageRecord = Fields("NutzbareSpeicherkapazitaet=10.24") };
        var household = Slots.Take(50).ToDictionary(slot => slot, slot => new HouseholdSlot(slot, new(slot == Slots[10] ? 900 : 0), new(100)));
        var forecasts = StorageForecast.Of(battery, household, Inputs);
        Assert.Equal(["storage", "storage"], forecasts.Select(forecast => forecast.Model), StringComparer.Ordinal);
        Assert.All(forecasts, forecast => Assert.Equal(50, forecast.Slots.Count));
        Assert.Equal(800, forecasts[1].Slots.Sum(slot => slot.Energy.Value));
        Assert.InRange(forecasts[0].Slots.Sum(slot => slot.Energy.Value), 700, 720);
        Assert.Contains("empty at the start", forecasts[0].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_battery_without_capacity_or_household_has_only_its_past()
    {
        var battery = Unit(PlantKind.Storage, "", "Nettonennleistung=4.6") with { Produced = Past(10), StorageRecord = Fields("NutzbareSpeicherkapazitaet=10.24") };
        var forecast = Assert.Single(StorageForecast.Of(battery, new Dictionary<Timeslot, HouseholdSlot>(), Inputs));
        Assert.Equal("history", forecast.Model);
        Assert.Contains("are not both forecast", forecast.Explanation, StringComparison.Ordinal);
        Assert.Contains(
            "no capacity", Assert.Single(StorageForecast.Of(battery with { StorageRecord = null }, new Dictionary<Timeslot, HouseholdSlot>(), Inputs)).Explanation, StringComparison.Ordinal);
    }

    static PlantUnit Solar(string postcode) =>
        Unit(PlantKind.Solar, postcode, "Bruttoleistung=9.96", "Hauptausrichtung=699", "HauptausrichtungNeigungswinkel=809", "EinheitlicheAusrichtungUndNeigungswinkel=1");

    static PlantUnit Unit(PlantKind kind, string postcode, params string[] fields) => new("SEE910000000019", kind, Fields(fields), postcode, Nothing, Nothing);

    static MastrFields Fields(params string[] fields) => new(fields.Select(field => field.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1])));

    /// <summary>So many days before today, 100 Wh each quarter hour.</summary>
    static Dictionary<Timeslot, WattHours> Past(int days) =>
        Enumerable.Range(1, days).SelectMany(day => GermanTime.TimeslotsOf(Today.AddDays(-day))).ToDictionary(slot => slot, _ => new WattHours(100));

    static WeatherForecast Weather()
    {
        var start = new DateTimeOffset(2026, 6, 16, 21, 0, 0, TimeSpan.Zero);
        return new(
            new("10487", "MUSTERSTADT", new(51.05, 13.74, 100)), start, TimeSpan.FromHours(1),
            [.. Enumerable.Range(0, 48).Select(hour => new WeatherStep(start.AddHours(hour), hour % 24 is > 7 and < 23 ? 400 : 0, 18, 4, 0.5, 101_500))]);
    }

    static LoadProfileTable Table(string name)
    {
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Data", "LoadProfiles", name.ToLowerInvariant() + ".csv"));
        return LoadProfileTable.Read(name, text);
    }
}
