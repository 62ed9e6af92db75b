using LocalEnergyMarket.Backend.PlantModels.Weather;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Weather;

public sealed class WeatherTests
{
    const string Header = "station;latitude;longitude;issued_utc;time_utc;minutes;global_wm2;temperature_c;wind_ms;direct_wm2;diffuse_wm2\n";

    static readonly GeoPoint Dresden = new(51.05, 13.74);
    static readonly DateTimeOffset Six = new(2026, 6, 21, 6, 0, 0, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void An_hours_irradiance_is_spread_over_its_quarters_as_the_sun_rises_and_its_sum_is_kept()
    {
        var quarters = Quarters(new WeatherStep(Six, 300, 20, 3, null, null));
        Assert.Equal(300, quarters.Average(quarter => quarter.Global!.Value), 1e-9);
        Assert.True(quarters[0].Global < quarters[1].Global && quarters[1].Global < quarters[2].Global && quarters[2].Global < quarters[3].Global);
        Assert.InRange(quarters[0].Global!.Value / quarters[3].Global!.Value, 0.65, 0.75);
    }

    [Fact]
    public void The_hour_before_the_stamp_is_meant_and_none_other()
    {
        var forecast = Forecast(TimeSpan.FromHours(1), new WeatherStep(Six, 300, 20, 3, null, null));
        Assert.Null(Assert.Single(QuarterHourWeather.Of(forecast, Dresden, [Timeslot.Containing(Six)])).Global);
        Assert.Null(Assert.Single(QuarterHourWeather.Of(forecast, Dresden, [Timeslot.Containing(Six.AddMinutes(-61))])).Global);
    }

    [Fact]
    public void At_sunrise_all_of_it_falls_into_the_quarters_with_sun_and_at_night_there_is_none()
    {
        // Sunrise in Dresden on 21 June is at 02:50 UTC.
        var sunrise = Quarters(new WeatherStep(Six.AddHours(-3), 8, 10, 1, null, null));
        Assert.Equal(0, sunrise[0].Global);
        Assert.Equal(8, sunrise.Average(quarter => quarter.Global!.Value), 1e-9);
        Assert.All(Quarters(new WeatherStep(Six.AddHours(-6), 5, 10, 1, null, null)), quarter => Assert.Equal(0, quarter.Global));
    }

    [Fact]
    public void Temperature_and_wind_lie_on_the_line_between_hours_and_gaps_of_more_than_three_hours_stay_gaps()
    {
        var forecast = Forecast(
            TimeSpan.FromHours(1), new(Six, 100, 10, 2, null, 100_000), new(Six.AddHours(1), 100, null, 4, null, 100_000), new(Six.AddHours(2), 100, 14, null, null, null),
            new(Six.AddHours(6), 100, 20, 6, null, null));
        var quarters = QuarterHourWeather.Of(forecast, Dresden, Enumerable.Range(0, 24).Select(Timeslot.Containing(Six).Plus));
        Assert.Equal(10.25, quarters[0].Temperature!.Value, 1e-9);
        Assert.Equal(2.25, quarters[0].Wind!.Value, 1e-9);
        Assert.Equal(13.75, quarters[7].Temperature!.Value, 1e-9);
        Assert.Null(quarters[8].Temperature);
        Assert.Null(quarters[5].Wind);
        Assert.Null(quarters[4].Pressure);
    }

    [Fact]
    public void Quarter_hourly_weather_is_taken_as_it_is()
    {
        var forecast = Forecast(TimeSpan.FromMinutes(15), new(Six, 100, 10, 2, null, null), new(Six.AddMinutes(15), 200, 10, 2, null, null));
        Assert.Equal(200, QuarterHourWeather.Of(forecast, Dresden, [Timeslot.Containing(Six)])[0].Global);
    }

    [Fact]
    public void The_nearest_station_with_its_newest_issue_is_found()
    {
        WeatherForecast At(string id, double latitude, int hour) => new(new(id, id, new(latitude, 13.74)), Six.AddHours(hour), TimeSpan.FromHours(1), []);
        var nearby = NearestStation.Find([At("far", 52, 9), At("near", 51.1, 0), At("near", 51.1, 3)], Dresden, 50)!;
        Assert.Equal(("near", Six.AddHours(3)), (nearby.Forecast.Station.Id, nearby.Forecast.IssuedAt));
        Assert.Equal(5.56, nearby.Kilometres, 0.01);
        Assert.Null(NearestStation.Find([At("far", 52, 9)], Dresden, 50));
    }

    [Fact]
    public void Berlin_and_Munich_are_504_kilometres_apart() => Assert.Equal(504, new GeoPoint(52.52, 13.405).KilometresTo(new(48.137, 11.575)), 1.0);

    [Fact]
    public async Task Weather_is_read_from_CSV()
    {
        var forecasts = await ReadAsync(
            Header + "A;51;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;300;20;3;400;100\nA;51;13;2026-06-21T00:00Z;2026-06-21T05:00Z;60;;19.5;3;;\nB;50;13;2026-06-21T00:00Z;2026-06-21T05:00Z;60;200;19;2;;\n");
        Assert.Equal(["A", "B"], forecasts.Select(forecast => forecast.Station.Id), StringComparer.Ordinal);
        Assert.Equal([Six.AddHours(-1), Six], forecasts[0].Steps.Select(step => step.Time));
        Assert.Null(forecasts[0].Steps[0].Global);
        Assert.Equal(new WeatherStep(Six, 300, 20, 3, null, null, 400, 100), forecasts[0].Steps[1]);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("station;latitude\n", "the column longitude is missing")]
    [InlineData(Header + "A;51;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;-1;20;3;;", "line 2: global_wm2 is negative")]
    [InlineData(Header + "A;51;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;1;warm;3;;", "line 2: temperature_c 'warm'")]
    [InlineData(Header + "A;51;13;2026-06-21T00:00Z;2026-06-21T06:00Z;45;1;20;3;;", "line 2: minutes is 45")]
    [InlineData(Header + "A;51;13;2026-06-21T00:00Z;2026-06-21T06:10Z;60;1;20;3;;", "line 2: time_utc is not the end of a step of 60 minutes")]
    [InlineData(Header + "A;51;13;today;2026-06-21T06:00Z;60;1;20;3;;", "line 2: issued_utc 'today'")]
    [InlineData(Header + "A;91;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;1;20;3;;", "line 2: station is empty, or its place")]
    [InlineData(Header + "A;;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;1;20;3;;", "line 2: latitude is empty")]
    [InlineData(Header + "A;51;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;1;20;3;;\nA;51;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;1;20;3;;", "line 3: the station A has 2026-06-21T06:00Z twice")]
    [InlineData(Header + "A;51;13;2026-06-21T00:00Z;2026-06-21T06:00Z;60;1;20;3;;\nA;52;13;2026-06-21T00:00Z;2026-06-21T07:00Z;60;1;20;3;;", "line 3: the station A has another place")]
    public async Task What_is_wrong_in_CSV_is_named_with_its_line(string text, string message)
    {
        var error = await Assert.ThrowsAsync<PlantModelException>(() => ReadAsync(text));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    static IReadOnlyList<QuarterHourWeather> Quarters(WeatherStep step) => QuarterHourWeather.Of(
        Forecast(TimeSpan.FromHours(1), step), Dresden, Enumerable.Range(0, 4).Select(Timeslot.Containing(step.Time.AddHours(-1)).Plus));

    static WeatherForecast Forecast(TimeSpan step, params WeatherStep[] steps) => new(new("A", "A", Dresden), Six, step, steps);

    static Task<IReadOnlyList<WeatherForecast>> ReadAsync(string text) => WeatherCsv.ReadAsync(new StringReader(text), Cancellation);
}
