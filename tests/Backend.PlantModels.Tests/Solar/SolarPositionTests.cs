using LocalEnergyMarket.Backend.PlantModels.Solar;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Solar;

public sealed class SolarPositionTests
{
    static readonly GeoPoint Golden = new(39.742476, -105.1786, 1830.14);

    /// <summary>The example of NREL's SPA (Reda and Andreas 2004): zenith 50.11162, azimuth 194.340241, declination -9.31434, elevation without refraction 39.872046.</summary>
    [Fact]
    public void The_sun_of_the_example_of_SPA_is_met_within_three_thousandths_of_a_degree()
    {
        var sun = SolarPosition.At(new(2003, 10, 17, 12, 30, 30, TimeSpan.FromHours(-7)), Golden, 820, 11);
        Assert.Equal(50.11162, sun.ApparentZenith, 1e-4);
        Assert.Equal(39.872046, 90 - sun.Zenith, 1e-4);
        Assert.Equal(194.340241, sun.Azimuth, 3e-3);
        Assert.Equal(-9.31434, sun.Declination, 3e-3);
    }

    /// <summary>The same algorithm, computed elsewhere; zenith and azimuth there are 0.000015 and 0.0001 degrees off, far less than the algorithm is from SPA.</summary>
    [Fact]
    public void The_low_precision_algorithm_is_the_one_that_was_tried_elsewhere()
    {
        var sun = SolarPosition.At(new(2003, 10, 17, 12, 30, 30, TimeSpan.FromHours(-7)), Golden, 820, 11);
        Assert.Equal(50.111578, sun.ApparentZenith, 2e-5);
        Assert.Equal(194.342482, sun.Azimuth, 2e-4);
    }

    /// <summary>Sunrise and sunset are at 0.8333 degrees below the horizon; the sun moves a quarter of a degree a minute, the times are whole seconds.</summary>
    [Theory]
    [InlineData(7, 21, 55)]
    [InlineData(16, 47, 43)]
    public void It_rises_and_sets_to_the_second(int hour, int minute, int second)
    {
        var sun = SolarPosition.At(new(2015, 1, 2, hour, minute, second, TimeSpan.FromHours(-7)), Golden);
        Assert.Equal(-0.8333, 90 - sun.Zenith, 5e-3);
    }

    [Fact]
    public void At_transit_it_stands_in_the_south() =>
        Assert.Equal(180, SolarPosition.At(new(2015, 1, 2, 12, 4, 45, TimeSpan.FromHours(-7)), Golden).Azimuth, 5e-3);

    [Theory]
    [InlineData(6, 4, 90)]
    [InlineData(18, 4, 270)]
    public void In_the_morning_it_stands_in_the_east_and_in_the_evening_in_the_west(int hour, int minute, double azimuth) =>
        Assert.Equal(azimuth, SolarPosition.At(new(2026, 3, 20, hour, minute, 0, TimeSpan.Zero), new(51, 0)).Azimuth, 2.0);
}
