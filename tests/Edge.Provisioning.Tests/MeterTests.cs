using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>Meters that are not simply a type at an address: found, entered, read, and taken by the box.</summary>
public sealed class MeterTests(Field field)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SunSpec_serial_lines_and_OpenEMS_are_entered_and_read()
    {
        var site = field.NewSite("problems");
        var type = DeviceCatalogue.Find("eastron-sdm630");
        SimulatedMeter Eastron(string name, PlantMeter measures, byte unit) => new(name, measures, name, type) { Unit = unit };
        await using var plant = await PlantSimulator.StartAsync(
            new Plant(new()),
            new()
            {
                Lines =
                [
                    new("sunspec", [SimulatedMeter.SunSpec("sunspec", PlantMeter.Grid, "1SUN0000000001", 203)]),
                    new("line", [Eastron("1RTU01", PlantMeter.Household, 1), Eastron("1RTU02", PlantMeter.Pv, 2)]) { Kind = LineKind.Serial, Link = site.In("ttyUSB0"), Baud = 19_200 },
                    new("gateway", [Eastron("1GWY01", PlantMeter.Household, 7)]) { Kind = LineKind.RtuOverTcp },
                ],
            },
            field.Clock, Cancellation);
        await site.DoneAsync(["init", .. site.First]);

        string Port(string name) => plant.Meters.Single(meter => meter.Name == name).Port.ToString(CultureInfo.InvariantCulture);
        var found = await site.DoneAsync("meters", "scan", "127.0.0.1", "--port", Port("sunspec"), "--unit", "1");
        Assert.Equal("1SUN0000000001", found.Data("found")["serial"]!.ToString());
        found = await site.DoneAsync("meters", "scan", site.In("ttyUSB0"), "--baud", "19200", "--unit", "1", "--unit", "2");
        Assert.Equal([1, 2], found.Lines.Select(line => (int)line["data"]!["unit"]!));
        Assert.All(found.Lines, line => Assert.Contains(type.Type, new[] { line["data"]!["type"]!.ToString() }.Concat(line["data"]!["others"]!.AsArray().Select(other => other!.ToString())), StringComparer.Ordinal));

        var added = await site.DoneAsync("meters", "add", "--serial", "1SUN", "--type", "sunspec", "--host", "127.0.0.1", "--port", Port("sunspec"));
        Assert.NotNull(added.Data("meter")["importWh"]);
        await site.DoneAsync("meters", "add", "--serial", "1RTU01", "--type", type.Type, "--serial-line", site.In("ttyUSB0"), "--baud", "19200", "--unit", "1");
        await site.DoneAsync("meters", "add", "--serial", "1RTU02", "--type", type.Type, "--serial-line", site.In("ttyUSB0"), "--unit", "2", "--inverted");
        await site.DoneAsync("meters", "add", "--serial", "1GWY01", "--type", type.Type, "--host", "127.0.0.1", "--port", Port("1GWY01"), "--rtu-over-tcp", "--unit", "7");
        await site.DoneAsync("meters", "add", "--serial", "1EMS01", "--type", "openems", "--url", plant.OpenEms.Address.ToString(), "--component", "meter1", "--role", "production");
        Assert.Equal(5, (await site.DoneAsync("meters", "test")).Lines.Count(line => line["data"]!["powerW"] is not null));

        // The second meter on the line takes over how the first describes it.
        var options = BoxOptionsFile.Load(site.In("box.json"));
        Assert.Equal((19_200, options.Meters[1].SerialLine), (options.Meters[2].SerialLine!.Baud, options.Meters[2].SerialLine));
        Assert.True(options.Meters[2].Inverted);
        await site.ProblemAsync("LEM-P001", 1, "meters", "add", "--serial", "1RTU03", "--type", type.Type, "--serial-line", site.In("ttyUSB0"), "--baud", "9600", "--unit", "3");
        await site.TakenByBoxAsync();
    }
}
