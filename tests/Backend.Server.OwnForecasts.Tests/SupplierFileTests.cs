using LocalEnergyMarket.Backend.PlantModels;
using LocalEnergyMarket.Backend.PlantModels.Choosing;
using LocalEnergyMarket.Backend.Server.Forecasts.Own;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Server.OwnForecasts.Tests;

public sealed class SupplierFileTests : IDisposable
{
    readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_suppliers_files_are_read_and_read_again_when_they_change()
    {
        File.WriteAllText(_scratch.In("consumers.csv"), "unit_number;profile;yearly_kwh\nSVE1;H25;3500.5\n");
        File.WriteAllText(_scratch.In("postcodes.csv"), "postcode;latitude;longitude\n01067;51.06;13.72\n");
        Directory.CreateDirectory(_scratch.In("curves"));
        File.WriteAllText(_scratch.In("curves/E-115.csv"), "speed_ms;power_kw\n3;0\n12;3000\n");
        var files = new SupplierFiles(Options());
        files.CheckPaths();
        var tables = files.Read();
        Assert.Empty(tables.Problems);
        Assert.Equal(new ConsumptionEstimate("H25", new(3_500_500)), tables.Consumers["SVE1"]);
        Assert.Equal(new GeoPoint(51.06, 13.72), tables.Postcodes["01067"]);
        Assert.Equal(3e6, tables.Curves["e-115"].RatedWatts);
        Assert.Equal(["H25"], tables.Profiles.Names, StringComparer.Ordinal);
        Assert.Same(tables, files.Read());

        File.WriteAllText(_scratch.In("consumers.csv"), "unit_number;profile;yearly_kwh\nSVE1;H25;3500.5\nSVE1;G25;1\n");
        tables = files.Read();
        Assert.Equal("consumers.csv is not used: line 3 is not unit_number;profile;yearly_kwh with a new first field and numbers such as 3500.5", Assert.Single(tables.Problems));
        Assert.Empty(tables.Consumers);
        Assert.Single(tables.Postcodes);
    }

    [Theory]
    [InlineData("unit;profile;yearly_kwh\n", "line 1")]
    [InlineData("unit_number;profile;yearly_kwh\nSVE1;H25;3,5\n", "line 2")]
    [InlineData("unit_number;profile;yearly_kwh\nSVE1;H25;-3\n", "line 2")]
    [InlineData("unit_number;profile;yearly_kwh\n;H25;3\n", "line 2")]
    [InlineData("unit_number;profile;yearly_kwh\nSVE1;;3\n", "line 2")]
    public void A_list_with_a_mistake_is_refused_with_its_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<PlantModelException>(() => SupplierLists.Consumers(new StringReader(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_configured_and_not_there_is_said_at_the_start() => Assert.Contains(
        "Forecasts:Own:ConsumersFile", Assert.Throws<InvalidDataException>(() => new SupplierFiles(new() { ConsumersFile = _scratch.In("none.csv") }).CheckPaths()).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Of_the_weather_only_stations_near_the_plants_are_kept_and_a_file_with_a_mistake_is_named()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Data", "mosmix-sample.kml"), _scratch.In("a.kml"));
        File.WriteAllText(_scratch.In("b.csv"), "nonsense");
        File.WriteAllText(_scratch.In("readme.txt"), "nothing to do with it");
        var shelf = new WeatherShelf(new() { Folder = _scratch.In(".") });
        var near = await shelf.ReadAsync([new(51.9, 7.6)], TestContext.Current.CancellationToken);
        Assert.Equal("X9999", Assert.Single(near.Forecasts).Station.Id);
        Assert.StartsWith("b.csv is not used: line 1", Assert.Single(near.Problems), StringComparison.Ordinal);
        Assert.Empty((await shelf.ReadAsync([new(48, 11)], TestContext.Current.CancellationToken)).Forecasts);
    }

    OwnForecastOptions Options() => new()
    {
        ConsumersFile = _scratch.In("consumers.csv"), PostcodesFile = _scratch.In("postcodes.csv"), CurvesFolder = _scratch.In("curves"),
        ProfilesFolder = Path.Combine(AppContext.BaseDirectory, "Data"),
    };
}
