using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Simulator.Tests;

/// <summary>The simulator with the plant file of the documentation, and orders while it runs.</summary>
public sealed class PlantFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lem simulator ").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string ReadyFile => Path.Combine(_folder, "ready.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_plant_file_of_the_documentation_is_served_and_takes_orders()
    {
        // Ports and link of its own, so that nothing else is in the way.
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "plant.json"), Cancel);
        var plant = Path.Combine(_folder, "plant.json");
        await File.WriteAllTextAsync(
            plant, text.Replace("1502", "0", StringComparison.Ordinal).Replace("1503", "0", StringComparison.Ordinal).Replace("8084", "0", StringComparison.Ordinal).Replace("/tmp/lem-rs485", "bus", StringComparison.Ordinal), Cancel);
        using var simulator = new SimulatorProcess("--plant", plant, "--control-port", "0", "--ready-file", ReadyFile);
        var ready = await simulator.ReadyAsync(ReadyFile, Cancel);
        using var control = new HttpClient { BaseAddress = new(ready.GetProperty("control").GetString()!) };

        // The documentation's own faults are out of the way.
        Assert.Equal("4 lifted\n", await (await control.DeleteAsync("faults", Cancel)).Content.ReadAsStringAsync(Cancel));
        var meters = ready.GetProperty("meters").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Equal(8, meters.Count);
        foreach (var name in (string[])["farm-house", "farm-battery", "neighbour-house", "farm-grid", "flat-1", "flat-3"])
        {
            Assert.All(await ReadAsync(meters[name]), value => Assert.Equal(MeterQuality.Good, value.Quality));
        }

        var (was, placed) = ((await ReadAsync(meters["flat-2"]))[0].Value, await OrderAsync(control, "flat-2 counter-restart\nfarm-house exception code=2 times=1"));
        Assert.Equal(2, placed.GetArrayLength());
        Assert.InRange((await ReadAsync(meters["flat-2"]))[0].Value, 0, was - 1);
        var shown = JsonDocument.Parse(await control.GetStringAsync("meters", Cancel)).RootElement.GetProperty("meters").EnumerateArray();
        Assert.InRange(shown.Single(m => m.GetProperty("name").GetString() == "flat-2").GetProperty("importWh").GetInt64(), 0, was - 1);
        await Assert.ThrowsAsync<MeterException>(() => ReadAsync(meters["farm-house"]));
        Assert.Equal([0, 1], (await FaultsAsync(control)).Select(f => f.GetProperty("struck").GetInt32()));

        var first = placed[0].GetProperty("id").GetInt32();
        Assert.Equal("lifted\n", await (await control.DeleteAsync($"faults/{first.ToString(CultureInfo.InvariantCulture)}", Cancel)).Content.ReadAsStringAsync(Cancel));
        Assert.InRange((await ReadAsync(meters["flat-2"]))[0].Value, was, long.MaxValue);

        simulator.Terminate();
        Assert.Equal((0, ""), await simulator.EndAsync(Cancel));
        Assert.False(File.Exists(Path.Combine(_folder, "bus")));
    }

    [Theory]
    [InlineData("pv sneeze", "There is no fault 'sneeze'. Known are: busy,")]
    [InlineData("roof busy", "There is no 'roof' here. There are: pv, household, battery, openems,")]
    [InlineData("pv bad-crc", "'pv' cannot have the fault bad-crc. It can have: busy,")]
    [InlineData("pv busy for=soon", "'soon' is no duration")]
    [InlineData("pv busy probability=2", "'probability=2' is not understood")]
    [InlineData("pv", "'pv' is no order of a fault")]
    [InlineData("", "The body holds no order")]
    [InlineData("pv silence\nroof busy", "There is no 'roof' here.")]
    public async Task A_wrong_order_is_refused_whole_and_said_what_is_wrong(string order, string message)
    {
        using var simulator = new SimulatorProcess("--control-port", "0", "--since", "2026-11-01", "--clock", Clock(), "--ready-file", ReadyFile);
        var ready = await simulator.ReadyAsync(ReadyFile, Cancel);
        using var control = new HttpClient { BaseAddress = new(ready.GetProperty("control").GetString()!) };
        using var answer = await control.PostAsync("faults", new StringContent(order, Encoding.UTF8), Cancel);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.StartsWith(message, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(await FaultsAsync(control));
    }

    [Theory]
    [InlineData("""{ "lines": [{ "name": "a", "meters": [{ "name": "m", "serial": "1", "type": "sundial", "measures": "pv" }] }] }""", "There is no device type 'sundial'.")]
    [InlineData("""{ "lines": [{ "name": "a", "meters": [{ "name": "m", "serial": "1", "type": "abb-b23", "measures": "moon" }] }] }""", "m: measures 'moon' is neither pv, household, battery nor grid.")]
    [InlineData("""{ "lines": [{ "name": "a", "kind": "pigeon", "meters": [] }] }""", "lines: a: kind 'pigeon' is neither tcp, rtu-over-tcp nor serial.")]
    [InlineData("""{ "plants": { "a": { "pvKwp": -1 } } }""", "plants: pvKwp must be from 0 to 100000.")]
    [InlineData("""{ "faults": ["roof busy"] }""", "There is no 'roof' here.")]
    [InlineData("""{ "sun": 1 }""", "is no plant file")]
    [InlineData("""{ "lines": [{ "name": "a", "meters": [{ "name": "m", "serial": "1", "type": "sunspec-7", "measures": "pv" }] }] }""", "type 'sunspec-7' is not one of sunspec-103")]
    [InlineData("""{ "lines": [{ "name": "a", "meters": [{ "name": "m", "serial": "1", "type": "abb-b23", "measures": "pv" }, { "name": "n", "serial": "2", "type": "abb-b23", "measures": "pv" }] }] }""", "2 meters of the line a have the unit 1")]
    public async Task A_mistake_in_a_plant_file_is_one_clear_line(string json, string message)
    {
        var plant = Path.Combine(_folder, "plant.json");
        await File.WriteAllTextAsync(plant, json, Cancel);
        using var simulator = new SimulatorProcess("--plant", plant);
        var (exitCode, error) = await simulator.EndAsync(Cancel);
        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    /// <summary>Few days to compute.</summary>
    static string Clock() => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}=2026-11-02T00:00:00Z*1");

    static async Task<JsonElement> OrderAsync(HttpClient control, string orders)
    {
        using var answer = await control.PostAsync("faults", new StringContent(orders, Encoding.UTF8), Cancel);
        Assert.Equal(200, (int)answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
    }

    static async Task<List<JsonElement>> FaultsAsync(HttpClient control) => [.. JsonDocument.Parse(await control.GetStringAsync("faults", Cancel)).RootElement.EnumerateArray()];

    static async Task<IReadOnlyList<MeterValue>> ReadAsync(JsonElement meter)
    {
        var patience = TimeSpan.FromSeconds(20);
        var port = meter.GetProperty("port").GetInt32();
        await using var master = new ModbusMaster(meter.GetProperty("line").GetString() switch
        {
            "serial" => new ModbusSerialTransport(new() { Device = meter.GetProperty("device").GetString()!, ResponseTimeout = patience }),
            "tcp" => new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = port, ResponseTimeout = patience }),
            _ => new ModbusRtuOverTcpTransport(new() { Host = "127.0.0.1", Port = port, ResponseTimeout = patience }),
        });
        return await new ModbusMeter(master, DeviceCatalogue.Find(meter.GetProperty("deviceType").GetString()!), (byte)meter.GetProperty("unit").GetInt32()).ReadAsync(Cancel);
    }
}
