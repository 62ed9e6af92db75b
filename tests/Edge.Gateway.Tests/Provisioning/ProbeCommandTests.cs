using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using LocalEnergyMarket.Edge.Provisioning;
using LocalEnergyMarket.Edge.Provisioning.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Provisioning;

/// <summary><c>lem-provision meters probe</c> as a technician runs it, without a configuration.</summary>
public sealed class ProbeCommandTests
{
    [Fact]
    public async Task A_meter_is_recognised_with_reasons_and_what_to_write_into_the_configuration()
    {
        await using var server = Serve(71, "kostal-ksem");
        var (status, english) = await RunAsync(Where(server), "--units", "70-71", "--lang", "en");
        Assert.Equal(0, status);
        Assert.Contains("Unit 71", english, StringComparison.Ordinal);
        Assert.Contains(" % sure: KOSTAL Smart Energy Meter (KSEM)", english, StringComparison.Ordinal);
        Assert.Contains("\"type\": \"kostal-ksem\"", english, StringComparison.Ordinal);
        Assert.Contains("import 12345 Wh, export 678 Wh", english, StringComparison.Ordinal);
        Assert.Contains("+25 frequency: 50", english, StringComparison.Ordinal);

        var (_, german) = await RunAsync(Where(server), "--units", "71", "--lang", "de");
        Assert.Contains("Geräteadresse 71", german, StringComparison.Ordinal);
        Assert.Contains(" % sicher: KOSTAL", german, StringComparison.Ordinal);
        Assert.Contains("Bezug 12345 Wh", german, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_one_JSON_object()
    {
        await using var server = Serve(1, "siemens-pac2200");
        var (status, text) = await RunAsync(Where(server), "--units", "1,2", "--json");
        Assert.Equal(0, status);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("None", json.RootElement.GetProperty("problem").GetString());
        Assert.Equal([2], json.RootElement.GetProperty("silentUnits").EnumerateArray().Select(u => u.GetInt32()));
        var guess = json.RootElement.GetProperty("units")[0].GetProperty("guesses")[0];
        Assert.Equal(("siemens-pac2200", "Sure"), (guess.GetProperty("type").GetString(), guess.GetProperty("certainty").GetString()));
        Assert.Equal(["EnergyImportWh", "EnergyExportWh", "PowerW"], guess.GetProperty("values").EnumerateArray().Select(v => v.GetProperty("register").GetString()!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_meter_on_a_serial_line_is_recognised()
    {
        using var cable = new PseudoTerminalPair();
        await using var server = ModbusSerialServer.Start(new() { Device = cable.Far, Baud = 19_200 }, Unit(2, "eastron-sdm630"));
        var (status, text) = await RunAsync("--serial", cable.Near, "--baud", "19200", "--units", "1-2", "--lang", "en");
        Assert.True(status == 0, text);
        Assert.Contains("Unit 2", text, StringComparison.Ordinal);
        Assert.Contains("\"type\": \"eastron-sdm630\"", text, StringComparison.Ordinal);
        Assert.Contains("import 12345 Wh, export 678 Wh", text, StringComparison.Ordinal);

        // The line is there, and silent.
        var (silent, said) = await RunAsync("--serial", cable.Near, "--baud", "19200", "--units", "9", "--timeout-ms", "200", "--lang", "en");
        Assert.True(silent == 1, said);
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_what_to_do()
    {
        await using var server = Serve(1, "abb-b23");
        Assert.Equal((1, true), await SaysAsync("none of the units that were asked is behind it. Try others (--units 1-247)", Where(server), "--units", "5", "--lang", "en"));
        Assert.Equal((1, true), await SaysAsync("'x' in '1,x' are no unit ids", Where(server), "--units", "1,x"));
        Assert.Equal((1, true), await SaysAsync("Give HOST[:PORT], or --serial"));
        Assert.Equal((1, true), await SaysAsync("'here:99999' is no HOST[:PORT]", "here:99999"));
        Assert.Equal((1, true), await SaysAsync("Dort ist niemand erreichbar", "--serial", "/dev/does-not-exist", "--lang", "de"));
    }

    static async Task<(int Status, bool Says)> SaysAsync(string text, params string[] arguments)
    {
        var (status, said) = await RunAsync(arguments);
        return (status, said.Contains(text, StringComparison.Ordinal));
    }

    static async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        var root = ProbeCommand.AddTo(ProvisioningCommand.Create(output), output);
        var status = await root.Parse(["meters", "probe", "--pause-ms", "0", .. arguments]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        return (status, output.ToString());
    }

    static string Where(ModbusTcpServer server) => $"127.0.0.1:{server.EndPoint.Port.ToString(CultureInfo.InvariantCulture)}";

    static ModbusTcpServer Serve(byte unit, string type) => ModbusTcpServer.Start(new(IPAddress.Loopback, 0), Unit(unit, type));

    static Dictionary<byte, IModbusUnit> Unit(byte unit, string type)
    {
        var truth = new MeterTruth((12_345 * MeterTruth.MillijoulesPerWh) + 1, (678 * MeterTruth.MillijoulesPerWh) + 1, -2_000);
        return new() { [unit] = new SimulatedDevice(DeviceCatalogue.Find(type), () => truth) };
    }
}
