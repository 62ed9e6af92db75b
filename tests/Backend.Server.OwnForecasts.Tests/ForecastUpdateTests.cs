using System.Globalization;
using System.Text;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.OwnForecasts.Tests;

public sealed class ForecastUpdateTests(ForecastCluster cluster)
{
    const string Roof = "SEE910000000019";
    const string House = "SVE910000000415";
    const string Battery = "SEE910000000217";
    const string Mill = "SEE910000000118";

    static readonly DateTimeOffset Now = new(2026, 6, 16, 12, 10, 0, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_household_is_forecast_from_weather_profile_and_battery_and_again_only_where_something_changed()
    {
        await using var bed = await ForecastBed.StartAsync(cluster.ConnectionString, Now, Cancellation);
        await HouseholdAsync(bed);
        await WeatherAsync(bed, Now.AddHours(-1), 400);

        var (run, log) = await bed.RunAsync(Cancellation);
        Assert.Equal((JobState.Succeeded, "4 units: forecasts 1 by own:profile-H25, 1 by own:solar, 2 by own:storage, 1 could not be made; 768 quarter hours were new."), (run.State, run.Result));
        Assert.Contains(log, line => line.Contains($"{Roof}: production by own:solar, 192 of 192 quarter hours new: weather of station W1", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains($"{Mill}: no forecast of production", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.StartsWith("Warning", StringComparison.Ordinal));

        var roof = await bed.BeliefsAsync(Roof, Cancellation);
        Assert.Equal(192, roof.Count);
        Assert.Equal(Timeslot.Containing(Now).Next, roof[0].Timeslot);
        Assert.All(roof, slot => Assert.Equal(("own:solar", ForecastKind.Own, Now, Direction.Production), Single(slot, belief => (belief.Source, belief.Kind, belief.BelievedAt, belief.Direction))));
        Assert.InRange(roof.Sum(slot => slot.NewestFirst[0].Energy.Value), 40_000, 140_000);
        var battery = await bed.BeliefsAsync(Battery, Cancellation);
        Assert.Contains(battery, slot => slot.Direction == Direction.Consumption && slot.NewestFirst[0].Energy > WattHours.Zero);
        Assert.Contains(battery, slot => slot.Direction == Direction.Production && slot.NewestFirst[0].Energy > WattHours.Zero);

        // Nothing has changed: only the quarter hour at the end is new.
        bed.Clock.Now = Now.AddMinutes(15);
        await bed.RunAsync(Cancellation);
        foreach (var unit in new[] { Roof, House })
        {
            var beliefs = await bed.BeliefsAsync(unit, Cancellation);
            Assert.All(beliefs, slot => Assert.Single(slot.NewestFirst));
            Assert.Equal(1, beliefs.Count(slot => slot.NewestFirst[0].BelievedAt == bed.Clock.Now));
        }

        // Other weather: a second belief where the sun shines, and the first stays.
        bed.Clock.Now = Now.AddMinutes(30);
        await WeatherAsync(bed, Now, 600);
        await bed.RunAsync(Cancellation);
        roof = await bed.BeliefsAsync(Roof, Cancellation);
        var noon = roof.Single(slot => slot.Timeslot.Start == new DateTimeOffset(2026, 6, 17, 11, 0, 0, TimeSpan.Zero));
        Assert.Equal(2, noon.NewestFirst.Count);
        Assert.True(noon.NewestFirst[0].Energy > noon.NewestFirst[1].Energy);
        Assert.Single(roof.Single(slot => slot.Timeslot.Start == new DateTimeOffset(2026, 6, 17, 0, 0, 0, TimeSpan.Zero)).NewestFirst);
        Assert.Equal(noon.NewestFirst[0], await bed.Beliefs.AsOfAsync(new(Roof, noon.Timeslot), bed.Clock.Now, Cancellation).SingleAsync(Cancellation));
        Assert.Equal(noon.NewestFirst[1], await bed.Beliefs.AsOfAsync(new(Roof, noon.Timeslot), Now, Cancellation).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task Where_a_forecast_is_delivered_none_is_computed()
    {
        await using var bed = await ForecastBed.StartAsync(cluster.ConnectionString, Now, Cancellation);
        await HouseholdAsync(bed);
        var first = Timeslot.Containing(Now).Next;
        await bed.Beliefs.AppendAsync(
            new("supplier", ForecastKind.Delivered, Now.AddDays(-1)),
            [.. Enumerable.Range(0, 96).Select(i => new SlotForecast(House, first.Plus(i), Direction.Consumption, new(77)))], Cancellation);
        await bed.RunAsync(Cancellation);
        var house = await bed.BeliefsAsync(House, Cancellation);
        Assert.Equal(192, house.Count);
        Assert.All(house.Take(96), slot => Assert.Equal(ForecastKind.Delivered, Assert.Single(slot.NewestFirst).Kind));
        Assert.All(house.Skip(96), slot => Assert.Equal(ForecastKind.Own, Assert.Single(slot.NewestFirst).Kind));
    }

    [Fact]
    public async Task A_unit_that_a_box_measures_is_forecast_from_its_own_past_with_quantiles_though_it_is_nobodys()
    {
        await using var bed = await ForecastBed.StartAsync(cluster.ConnectionString, Now, Cancellation);
        await bed.RegisterAsync("EinheitenStromVerbraucher", House, new(StringComparer.Ordinal) { ["Bundesland"] = "1413", ["Postleitzahl"] = "01067" }, Cancellation);
        var random = new Random(1);
        var last = Timeslot.Containing(Now);
        await bed.MeasuredAsync(House, Enumerable.Range(1, 28 * 96).Select(i => (last.Plus(-i), (long)random.Next(50, 150), 0L)), Cancellation);
        var (run, log) = await bed.RunAsync(Cancellation, House);
        Assert.Equal(JobState.Succeeded, run.State);
        Assert.Contains(log, line => line.Contains($"{House}: consumption by own:history, 192 of 192 quarter hours new: the mean of 10 days of the same type", StringComparison.Ordinal));
        var beliefs = (await bed.BeliefsAsync(House, Cancellation)).Where(slot => slot.Direction == Direction.Consumption).ToList();
        Assert.Equal(192, beliefs.Count);
        Assert.All(beliefs, slot => Assert.Equal([100, 500, 900], slot.NewestFirst[0].Quantiles.Select(quantile => quantile.PerMille)));
        Assert.All(beliefs, slot => Assert.InRange(slot.NewestFirst[0].Energy.Value, 50, 150));
    }

    [Fact]
    public async Task Files_with_mistakes_are_warned_of_and_the_rest_is_done()
    {
        await using var bed = await ForecastBed.StartAsync(cluster.ConnectionString, Now, Cancellation);
        await HouseholdAsync(bed);
        await File.WriteAllTextAsync(bed.In("weather/broken.kmz"), "PK nonsense", Cancellation);
        var (run, log) = await bed.RunAsync(Cancellation);
        Assert.Equal(JobState.Succeeded, run.State);
        Assert.Contains("Warning: broken.kmz is not used: The weather file is a damaged zip: fetch it again.", log, StringComparer.Ordinal);
        Assert.Contains(log, line => line.Contains("there is no weather within 50 km", StringComparison.Ordinal));
        Assert.Equal(192, (await bed.BeliefsAsync(House, Cancellation)).Count);
    }

    [Fact]
    public async Task Arguments_that_make_no_sense_are_refused_before_a_run()
    {
        await using var bed = await ForecastBed.StartAsync(cluster.ConnectionString, Now, Cancellation);
        Assert.Contains("hours: 1000", (await Assert.ThrowsAsync<JobException>(() => bed.StartAsync(new { hours = 1000 }, Cancellation))).Message, StringComparison.Ordinal);
    }

    static T Single<T>(SlotBeliefs slot, Func<Belief, T> of) => of(Assert.Single(slot.NewestFirst));

    /// <summary>A roof, a house with a load profile, a battery, and a mill of which nothing is known.</summary>
    static async Task HouseholdAsync(ForecastBed bed)
    {
        await bed.RegisterAsync(
            "EinheitenSolar", Roof, new(StringComparer.Ordinal)
            {
                ["Postleitzahl"] = "01067", ["Bruttoleistung"] = "9.960", ["Nettonennleistung"] = "8.000", ["Hauptausrichtung"] = "699", ["HauptausrichtungNeigungswinkel"] = "809",
                ["EinheitlicheAusrichtungUndNeigungswinkel"] = "1",
            }, Cancellation);
        await bed.RegisterAsync("EinheitenStromVerbraucher", House, new(StringComparer.Ordinal) { ["Bundesland"] = "1413" }, Cancellation);
        await bed.RegisterAsync("EinheitenStromSpeicher", Battery, new(StringComparer.Ordinal) { ["Nettonennleistung"] = "4.600", ["SpeMastrNummer"] = "SSE920000000018" }, Cancellation);
        await bed.RegisterAsync("AnlagenStromSpeicher", "SSE920000000018", new(StringComparer.Ordinal) { ["NutzbareSpeicherkapazitaet"] = "10.240" }, Cancellation);
        await bed.RegisterAsync("EinheitenWind", Mill, new(StringComparer.Ordinal) { ["Bruttoleistung"] = "3000.000" }, Cancellation);
        await bed.CustomerAsync("C-0001", Cancellation, Roof, House, Battery, Mill);
        await File.WriteAllTextAsync(bed.In("consumers.csv"), $"unit_number;profile;yearly_kwh\n{House};H25;3500\n", Cancellation);
    }

    /// <summary>Four days, as bright from 5 to 20 o'clock as said.</summary>
    static async Task WeatherAsync(ForecastBed bed, DateTimeOffset issued, int brightness)
    {
        var text = new StringBuilder("station;latitude;longitude;issued_utc;time_utc;minutes;global_wm2;temperature_c;wind_ms\n");
        for (var hour = new DateTimeOffset(2026, 6, 16, 0, 0, 0, TimeSpan.Zero); hour.Day < 20; hour = hour.AddHours(1))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"W1;51.05;13.74;{issued:yyyy-MM-dd'T'HH:mm'Z'};{hour:yyyy-MM-dd'T'HH:mm'Z'};60;{(hour.Hour is > 4 and < 20 ? brightness : 0)};20;3");
        }

        await File.WriteAllTextAsync(bed.In("weather/w1.csv"), text.ToString(), Cancellation);
    }
}
