using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.OpenEms;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Profiles;

namespace LocalEnergyMarket.Hardware.Simulator.Tests;

public sealed class SimulatorCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lem simulator ").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string ReadyFile => Path.Combine(_folder, "ready.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task On_an_accelerated_clock_every_meter_shows_the_truth_of_the_instant()
    {
        var realStart = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var marketStart = new DateTimeOffset(2026, 6, 21, 11, 0, 0, TimeSpan.Zero);
        var text = FormattableString.Invariant($"{realStart:yyyy-MM-dd'T'HH:mm:ss'Z'}={marketStart:yyyy-MM-dd'T'HH:mm:ss'Z'}*60");
        using var simulator = new SimulatorProcess("--clock", text, "--seed", "7", "--ready-file", ReadyFile);
        var ready = await simulator.ReadyAsync(ReadyFile, Cancel);
        var plant = new Plant(new() { Sun = new SyntheticSun(7, 10_000), Household = new SyntheticHousehold(7) });
        var meters = ready.GetProperty("meters").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, StringComparer.Ordinal);

        foreach (var (name, which) in (IEnumerable<(string, PlantMeter)>)[("pv", PlantMeter.Pv), ("household", PlantMeter.Household), ("battery", PlantMeter.Battery)])
        {
            var device = DeviceCatalogue.Find(meters[name].GetProperty("deviceType").GetString()!);
            await using var master = new ModbusMaster(new ModbusTcpTransport(new()
            {
                Host = meters[name].GetProperty("host").GetString()!,
                Port = meters[name].GetProperty("port").GetInt32(),
                ResponseTimeout = TimeSpan.FromSeconds(20),
            }));
            await LiesBetweenAsync(new ModbusMeter(master, device), which);
        }

        using var client = new OpenEmsClient(new() { Address = new(ready.GetProperty("openEms").GetProperty("address").GetString()!), Password = "user" });
        await LiesBetweenAsync(new OpenEmsMeter(client, "meter0", OpenEmsMeterRole.Grid), PlantMeter.Grid);

        simulator.Terminate();
        Assert.Equal((0, ""), await simulator.EndAsync(Cancel));

        async Task LiesBetweenAsync(IMeter meter, PlantMeter which)
        {
            var before = plant.CountersAt(which, Market());
            var values = await meter.ReadAsync(Cancel);
            var after = plant.CountersAt(which, Market());
            foreach (var value in values.Where(v => v.Register != MeterRegister.PowerW))
            {
                var import = value.Register == MeterRegister.EnergyImportWh;
                Assert.InRange(value.Value, import ? before.ImportWh : before.ExportWh, import ? after.ImportWh : after.ExportWh);
            }
        }

        DateTimeOffset Market() => marketStart + ((DateTimeOffset.UtcNow - realStart) * 60);
    }

    [Fact]
    public async Task Recordings_on_the_command_line_drive_the_plant()
    {
        var (pv, household) = (Path.Combine(_folder, "pv.csv"), Path.Combine(_folder, "hh.csv"));
        await File.WriteAllTextAsync(pv, "timestamp,power\n1613347200.0,0.5\n1613433600.0,0.5\n", Cancel);
        await File.WriteAllTextAsync(household, "timestamp,power,heat\n1613347200,321,0\n1613433600,321,0\n", Cancel);
        using var simulator = new SimulatorProcess("--pv-csv", pv, "--pv-kwp", "4.2", "--household-csv", household, "--battery-kwh", "0", "--ready-file", ReadyFile);
        var ready = await simulator.ReadyAsync(ReadyFile, Cancel);
        using var client = new OpenEmsClient(new() { Address = new(ready.GetProperty("openEms").GetProperty("address").GetString()!), Password = "user" });
        var power = Assert.Single(await client.ReadChannelsAsync("_sum", "GridActivePower", Cancel));
        Assert.Equal(321 - 2_100, power.Value);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await FailsAsync($"The simulator cannot listen on 127.0.0.1:{port} for battery: Address already in use.", "--battery-port", port);
        await FailsAsync($"The simulator cannot listen on 127.0.0.1:{port} for openems: Address already in use.", "--openems-port", port);
    }

    [Theory]
    [InlineData("The clock 'noon' is not understood", "--clock", "noon")]
    [InlineData("--since '2999-01-01' must be a day", "--since", "2999-01-01")]
    [InlineData("--pv-port must be from 0 to 65535", "--pv-port", "65536")]
    [InlineData("There is no device type 'sundial'", "--pv-device", "sundial")]
    [InlineData("Could not find file '/no-such.csv'", "--pv-csv", "/no-such.csv")]
    [InlineData("--host 'here' is not an IP address", "--host", "here")]
    [InlineData("--battery-kwh must be from 0 to 100000", "--battery-kwh", "-1")]
    public Task A_wrong_option_is_one_clear_line(string message, string option, string value) => FailsAsync(message, option, value);

    static async Task FailsAsync(string message, params string[] arguments)
    {
        using var simulator = new SimulatorProcess(arguments);
        var (exitCode, error) = await simulator.EndAsync(Cancel);
        Assert.Equal(1, exitCode);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
