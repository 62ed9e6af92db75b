using LocalEnergyMarket.Backend.PlantModels.Solar;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Solar;

/// <summary>
/// Single steps against pvlib's published numbers, and the whole chain against a computation of its own whose sky parts equal pvlib's. Inputs are given with four
/// to five digits after the point, so results agree to about as many.
/// </summary>
public sealed class SolarChainTests
{
    const double Extraterrestrial = 1321.16558;

    static readonly ModulePlane South40 = new(40, 180);

    static readonly SolarPlant Plant = new(new(32.2, -111), 10_000, 8_000, null, [new(South40, 1)]);

    [Theory]
    [InlineData(30, 180, 30, 180, 0)]
    [InlineData(90, 0, 30, 60, 75.5224878)]
    public void Angles_of_incidence(double tilt, double azimuth, double zenith, double sun, double angle) =>
        Assert.Equal(angle, new ModulePlane(tilt, azimuth).Incidence(zenith, sun), 1e-6);

    [Fact]
    public void Sky_and_ground_without_a_sun()
    {
        Assert.Equal(88.30222, South40.IsotropicSky(100), 1e-5);
        Assert.Equal(26.32, South40.Ground(900), 5e-3);
    }

    [Theory]
    [InlineData(40.46149818, 35.7284)]
    [InlineData(118.45831879, 104.6013)]
    [InlineData(62.03376265, 54.7772)]
    public void An_evenly_bright_sky(double diffuse, double onPlane) => Assert.Equal(onPlane, South40.IsotropicSky(diffuse), 1e-4);

    [Fact]
    public void Cells_get_warm()
    {
        Assert.Equal(43.509, CellTemperature.Sapm(900, 20, 5, SapmMount.OpenRackGlassGlass), 5e-4);

        // Printed with three digits, cut off.
        Assert.Equal(45.137, CellTemperature.Pvsyst(900, 20), 1e-3);
    }

    [Fact]
    public void Modules_and_inverters_of_PVWatts()
    {
        Assert.Equal(88.65, PvWatts.Modules(900, 30, 100, -0.003), 1e-9);
        Assert.Equal(0.140757, PvWatts.UsualLosses, 5e-7);
        Assert.Equal(85.585566, PvWatts.Inverter(90, 100, 0.95), 5e-7);
        Assert.Equal(47.608436, PvWatts.Inverter(50, 100, 0.95), 5e-7);
        Assert.Equal(0, PvWatts.Inverter(0, 100));
        Assert.Equal(95, PvWatts.Inverter(200, 100, 0.95));
    }

    [Theory]
    [InlineData(82.85457, 66.71410, 79.7386, 316.1949, 40.4615, 99.0239, 0, 27.1775, 2.3319, 20.9268, 299.902, 203.948, 20.9538, 203.921)]
    [InlineData(10.56414, 144.76568, 1042.4803, 939.9547, 118.4583, 31.8625, 798.3194, 102.9948, 30.4868, 49.2651, 8413.600, 6949.121, 50.1181, 6923.057)]
    [InlineData(72.41687, 287.04104, 257.2075, 646.2289, 62.0338, 87.0284, 33.5015, 33.1909, 7.5219, 22.3308, 750.066, 583.116, 22.3988, 582.946)]
    public void The_whole_chain(
        double zenith, double azimuth, double global, double direct, double diffuse, double incidence, double beam, double sky, double ground,
        double faiman, double modules, double power, double sapm, double powerBySapm)
    {
        var light = new Irradiance(global, direct, diffuse);
        Assert.Equal(incidence, South40.Incidence(zenith, azimuth), 1e-4);
        var onPlane = South40.Receive(light, Extraterrestrial, zenith, azimuth);
        Assert.Equal(beam, onPlane.Beam, 5e-4);
        Assert.Equal(sky, onPlane.Sky, 5e-4);
        Assert.Equal(ground, onPlane.Ground, 1e-4);

        var cell = CellTemperature.Faiman(onPlane.Total, 20, 1);
        Assert.Equal(faiman, cell, 1e-4);
        Assert.Equal(modules, PvWatts.Modules(onPlane.Total, cell, 10_000), 5e-3);
        Assert.Equal(power, SolarModel.Power(Plant, new(zenith, zenith, azimuth, 0), Extraterrestrial, light, 20, 1), 5e-3);

        var warm = CellTemperature.Sapm(onPlane.Total, 20, 1, SapmMount.OpenRackGlassGlass);
        Assert.Equal(sapm, warm, 1e-4);
        Assert.Equal(powerBySapm, PvWatts.InverterOf(PvWatts.Modules(onPlane.Total, warm, 10_000) * (1 - PvWatts.UsualLosses), 8_000), 5e-3);
    }
}
