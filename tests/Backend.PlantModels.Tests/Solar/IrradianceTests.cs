using LocalEnergyMarket.Backend.PlantModels.Solar;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Solar;

/// <summary>Against the numbers that pvlib gives; tolerances are the last digit printed.</summary>
public sealed class IrradianceTests
{
    [Fact]
    public void Above_the_air_the_sun_is_strongest_in_January() =>
        Assert.Equal(1383.636, Irradiance.Extraterrestrial(new DateOnly(2016, 10, 26).DayOfYear), 5e-4);

    [Theory]
    [InlineData(110, 0)]
    [InlineData(90.001, 0)]
    [InlineData(85, 48.6298687941956)]
    [InlineData(80, 135.741748091813)]
    [InlineData(60, 487.894132885425)]
    [InlineData(40, 778.766689344363)]
    [InlineData(0, 1035.09203253450)]
    public void A_cloudless_sky_is_that_of_Haurwitz(double zenith, double global) => Assert.Equal(global, Irradiance.ClearSky(zenith), 1e-9);

    /// <summary>One row for each branch: clear, middle, low sun, nearly overcast.</summary>
    [Theory]
    [InlineData(30, 800, 172, 603.520225)]
    [InlineData(45, 500, 100, 191.234892)]
    [InlineData(60, 200, 15, 8.177840)]
    [InlineData(80, 150, 300, 91.995499)]
    [InlineData(20, 950, 200, 786.038260)]
    [InlineData(85, 60, 60, 19.772949)]
    [InlineData(78, 45, 120, 0.651409)]
    public void The_direct_part_is_that_of_Erbs(double zenith, double global, int day, double directOnHorizontal)
    {
        var light = Irradiance.FromGlobal(global, zenith, Irradiance.Extraterrestrial(day));
        Assert.Equal(directOnHorizontal, light.Global - light.Diffuse, 1e-6);
        Assert.Equal(directOnHorizontal, light.Direct * Math.Cos(double.DegreesToRadians(zenith)), 1e-6);
    }

    [Fact]
    public void A_very_clear_sky_has_a_sixth_of_diffuse_light() =>
        Assert.Equal(0.165 * 1050, Irradiance.FromGlobal(1050, 10, Irradiance.Extraterrestrial(172)).Diffuse, 1e-9);

    [Theory]
    [InlineData(88, 100)]
    [InlineData(95, 20)]
    public void A_sun_at_the_horizon_gives_only_diffuse_light(double zenith, double global) =>
        Assert.Equal(new Irradiance(global, 0, global), Irradiance.FromGlobal(global, zenith, 1320));

    [Fact]
    public void No_direct_light_is_stronger_than_above_the_air()
    {
        var light = Irradiance.FromGlobal(900, 80, 1320);
        Assert.Equal(1320, light.Direct);
        Assert.Equal(900, light.Diffuse + (1320 * Math.Cos(double.DegreesToRadians(80))), 1e-9);
    }
}
