using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.PlantModels.Weather;
using LocalEnergyMarket.Backend.PlantModels.Wind;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Wind;

/// <summary>Against windpowerlib's published numbers; tolerances are the last digit printed.</summary>
public sealed class WindTests
{
    static readonly PowerCurve Curve = new([new(3, 0), new(4, 100), new(8, 1_500), new(12, 3_000), new(25, 3_000)]);

    [Theory]
    [InlineData(5, 0, 7.74136523)]
    [InlineData(6.5, 0, 10.0637748)]
    [InlineData(5, 12, 13.54925281)]
    public void The_logarithmic_profile(double speed, double obstacles, double atHub) =>
        Assert.Equal(atHub, WindSpeed.Logarithmic(speed, 10, 100, 0.15, obstacles), 1e-7);

    [Fact]
    public void Ground_that_is_higher_than_the_wind_is_refused() =>
        Assert.Throws<PlantModelException>(() => WindSpeed.Logarithmic(5, 10, 100, 0.15, 20));

    [Fact]
    public void The_power_law() => Assert.Equal(5 * Math.Pow(10, 1.0 / 7), WindSpeed.Hellmann(5, 10, 100), 1e-12);

    [Fact]
    public void The_density_of_air()
    {
        Assert.Equal(1.30305336, AirDensity.Barometric(101_125, 100, 267), 1e-8);
        Assert.Equal(1.30309439, AirDensity.IdealGas(101_125, 100, 267), 1e-8);
        Assert.Equal(267 - 0.637, AirDensity.TemperatureAt(267, 2, 100), 1e-12);
    }

    [Theory]
    [InlineData(2.99, 0)]
    [InlineData(3.5, 50)]
    [InlineData(8, 1500)]
    [InlineData(10, 2250)]
    [InlineData(25, 3000)]
    [InlineData(25.01, 0)]
    public void A_curve_is_linear_between_its_points_and_nothing_outside(double speed, double watts) => Assert.Equal(watts, Curve.At(speed), 1e-9);

    [Fact]
    public void Thin_air_needs_more_wind_for_the_same_power_and_standard_air_the_same()
    {
        Assert.Equal(Curve.At(6.3), Curve.InAirOf(AirDensity.Standard).At(6.3), 1e-9);

        // At 4 m/s by the cube root, at 12.5 and above by its square.
        Assert.Equal(100, Curve.InAirOf(1.1).At(4 * Math.Pow(1.225 / 1.1, 1.0 / 3)), 1e-9);
        var steep = new PowerCurve([new(12.5, 1_000), new(14, 2_000)]).InAirOf(1.1);
        Assert.Equal(1_000, steep.At((12.5 * Math.Pow(1.225 / 1.1, 2.0 / 3)) + 1e-9), 1e-3);
    }

    [Fact]
    public void A_curve_that_is_none_is_refused()
    {
        Assert.Throws<PlantModelException>(() => new PowerCurve([new(3, 0)]));
        Assert.Throws<PlantModelException>(() => new PowerCurve([new(3, 0), new(3, 10)]));
        Assert.Throws<PlantModelException>(() => new PowerCurve([new(3, 0), new(4, -10)]));
    }

    [Fact]
    public void A_generic_curve_rises_to_the_rated_power_never_takes_more_than_the_wind_has_and_reaches_it_sooner_with_more_rotor()
    {
        var gen = from kilowatts in Gen.Choose(50, 8_000) from perSquareMetre in Gen.Choose(180, 600) select (Watts: kilowatts * 1000.0, PerSquareMetre: (double)perSquareMetre);
        Prop.ForAll(gen.ToArbitrary(), turbine =>
        {
            var curve = PowerCurve.Generic(turbine.Watts, Rotor(turbine.Watts, turbine.PerSquareMetre));
            var area = turbine.Watts / turbine.PerSquareMetre;
            var before = 0.0;
            for (var speed = 3.0; speed <= 25; speed += 0.1)
            {
                var power = curve.At(speed);
                Assert.True(power >= before - 1e-6 && power <= turbine.Watts);

                // Betz: no turbine takes more than 16/27; the line between two points lies a little above the cubic.
                Assert.True(power <= 16.0 / 27 * 0.5 * 1.225 * area * Math.Pow(speed, 3));
                before = power;
            }
        }).Check(Config.QuickThrowOnFailure);
        Assert.True(PowerCurve.Generic(3e6, Rotor(3e6, 250)).At(8) > PowerCurve.Generic(3e6, Rotor(3e6, 450)).At(8));
        Assert.Equal(0, PowerCurve.Generic(3e6, 115.7).At(25.5));
    }

    /// <summary>A turbine of this class gives about half its power at 8.5 m/s and is within 2 % of it at 13 m/s.</summary>
    [Fact]
    public void A_generic_curve_looks_like_one_of_a_real_turbine()
    {
        var curve = PowerCurve.Generic(3_000_000, 115.7);
        Assert.InRange(curve.At(8.5) / 3e6, 0.45, 0.65);
        Assert.InRange(curve.At(13) / 3e6, 0.98, 1);
        Assert.InRange(curve.At(4) / 3e6, 0.02, 0.1);
    }

    [Fact]
    public void A_turbine_never_gives_more_than_it_may_and_nothing_in_a_storm()
    {
        var turbine = new WindTurbine(new(54.68, 8.71), 149, PowerCurve.Generic(3e6, 115.7), 2_500_001);
        var slot = new Timeslot(1_782_000_000);
        WattHours At(double wind, double? temperature = 10) =>
            Assert.Single(WindModel.Predict(turbine, [new QuarterHourWeather(slot, null, temperature, wind, 101_325)])).Energy;

        Assert.Equal(new WattHours(625_000), At(10));
        Assert.Equal(WattHours.Zero, At(1));
        Assert.Equal(WattHours.Zero, At(30));
        Assert.True(At(4, -15) > At(4, 35), "cold air is heavier");
        Assert.Empty(WindModel.Predict(turbine, [new QuarterHourWeather(slot, null, 10, null, 101_325)]));
    }

    static double Rotor(double watts, double perSquareMetre) => 2 * Math.Sqrt(watts / perSquareMetre / Math.PI);
}
