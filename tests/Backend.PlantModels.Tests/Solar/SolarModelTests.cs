using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.PlantModels.Solar;
using LocalEnergyMarket.Backend.PlantModels.Weather;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Solar;

public sealed class SolarModelTests
{
    static readonly GeoPoint Dresden = new(51.05, 13.74);
    static readonly Timeslot Midsummer = new(1_782_000_000);

    static SolarPlant Roof(params SolarArray[] arrays) => new(Dresden, 9_960, 8_000, null, arrays, Mounting.Roof);

    static SolarArray Facing(double tilt, double azimuth, double share = 1) => new(new ModulePlane(tilt, azimuth), share);

    static IReadOnlyList<SlotPrediction> Sunny(SolarPlant plant, double temperature = 20) =>
        SolarModel.Predict(plant, Enumerable.Range(0, 96).Select(i =>
        {
            var slot = Midsummer.Plus(i);
            var sun = SolarPosition.At(slot.Start.AddMinutes(7.5), Dresden);
            return new QuarterHourWeather(slot, Irradiance.ClearSky(sun.ApparentZenith), temperature, 2, 101_325);
        }));

    [Fact]
    public void Whatever_the_weather_nothing_comes_at_night_and_never_more_than_inverter_and_limit_let_through()
    {
        var weather =
            from slot in Gen.Choose(1_750_000_000 / 900, 1_800_000_000 / 900)
            from global in Gen.Choose(0, 1500)
            from air in Gen.Choose(-30, 45)
            from wind in Gen.Choose(0, 40)
            select new QuarterHourWeather(new(slot * 900L), global, air, wind, 100_000);
        var plants =
            from tilt in Gen.Choose(0, 90)
            from azimuth in Gen.Choose(0, 359)
            from modules in Gen.Choose(300, 1_000_000)
            from inverter in Gen.Choose(50, 150)
            from limit in Gen.Elements<double?>(null, 0.5, 0.6, 0.7)
            select new SolarPlant(Dresden, modules, modules * inverter / 100.0, limit * modules, [Facing(tilt, azimuth)]);

        Prop.ForAll(
            (from w in weather from p in plants select (Weather: w, Plant: p)).ToArbitrary(),
            at =>
            {
                var energy = Assert.Single(SolarModel.Predict(at.Plant, [at.Weather])).Energy;
                var sun = SolarPosition.At(at.Weather.Timeslot.Start.AddMinutes(7.5), Dresden, 1000, at.Weather.Temperature!.Value);
                Assert.True(energy.Value * 4 <= at.Plant.InverterWatts, "above the inverter");
                Assert.True(energy.Value * 4 <= (at.Plant.FeedInLimitWatts ?? double.MaxValue), "above the limit");
                Assert.True(energy.Value >= 0 && (sun.IsUp || energy == WattHours.Zero), "at night");
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_sunny_day_gives_what_such_a_plant_gives()
    {
        var day = Sunny(Roof(Facing(30, 180)));
        Assert.Equal(96, day.Count);

        // A good midsummer day in Germany: 5.5 to 7 kWh for each kWp.
        Assert.InRange(day.Sum(slot => slot.Energy.Value), 9.96 * 5_500, 9.96 * 7_000);
        Assert.InRange(day.MaxBy(slot => slot.Energy)!.Timeslot.Start.TimeOfDay, TimeSpan.FromHours(10.5), TimeSpan.FromHours(12));
    }

    [Fact]
    public void A_limit_cuts_noon_and_leaves_the_morning()
    {
        var free = Sunny(Roof(Facing(30, 180)));
        var limited = Sunny(Roof(Facing(30, 180)) with { FeedInLimitWatts = 0.5 * 9_960 });
        Assert.Equal(new WattHours(1245), limited.Max(slot => slot.Energy));
        Assert.All(free.Zip(limited), pair => Assert.Equal(WattHours.Min(pair.First.Energy, new(1245)), pair.Second.Energy));
    }

    [Fact]
    public void East_and_west_together_give_more_evenly_than_south_and_one_more_than_the_other_in_its_half_of_the_day()
    {
        var (south, east, west) = (Sunny(Roof(Facing(30, 180))), Sunny(Roof(Facing(30, 90))), Sunny(Roof(Facing(30, 270))));
        var both = Sunny(Roof(Facing(30, 90, 0.5), Facing(30, 270, 0.5)));
        Assert.True(both.Max(slot => slot.Energy) < south.Max(slot => slot.Energy));
        Assert.True(east.Take(32).Sum(slot => slot.Energy.Value) > west.Take(32).Sum(slot => slot.Energy.Value));

        // The inverter is not linear, so halves need not sum up exactly: 1 % of it covers that.
        Assert.All(both.Select((slot, i) => (slot.Energy.Value, Mean: (east[i].Energy.Value + west[i].Energy.Value) / 2.0)), pair => Assert.Equal(pair.Mean, pair.Value, 20.0));
    }

    [Fact]
    public void Modules_that_follow_the_sun_give_the_most_and_cold_ones_more_than_warm_ones()
    {
        var fixedOnes = Sunny(Roof(Facing(30, 180)));
        Assert.True(Sunny(Roof(new SolarArray(null, 1))).Sum(slot => slot.Energy.Value) > 1.15 * fixedOnes.Sum(slot => slot.Energy.Value));
        Assert.True(Sunny(Roof(Facing(30, 180)), 0).Sum(slot => slot.Energy.Value) > fixedOnes.Sum(slot => slot.Energy.Value));
    }

    [Fact]
    public void Without_irradiance_or_temperature_there_is_no_prediction() => Assert.Empty(SolarModel.Predict(
        Roof(Facing(30, 180)), [new(Midsummer, null, 20, 1, null), new(Midsummer, 500, null, 1, null)]));

    [Fact]
    public void Direct_and_diffuse_light_that_the_weather_service_knows_are_taken_as_they_are()
    {
        var noon = Midsummer.Plus(46);
        var split = SolarModel.Predict(Roof(Facing(30, 180)), [new(noon, 500, 20, 2, 101_325, 0, 500)])[0].Energy;
        var guessed = SolarModel.Predict(Roof(Facing(30, 180)), [new(noon, 500, 20, 2, 101_325)])[0].Energy;
        Assert.NotEqual(split, guessed);
    }
}
