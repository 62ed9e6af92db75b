using System.Net;
using System.Text.Json;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Polling;

/// <summary>From what stands in box.json to what stands in the journal: what the keys of a meter's device make of its registers.</summary>
public sealed class ConfiguredMeterTests : IDisposable
{
    const long Mwh = MeterTruth.MillijoulesPerWh;

    static readonly MeterTruth First = new(1_000 * Mwh, 20_000 * Mwh, 4_000);
    static readonly MeterTruth Second = new(30_000 * Mwh, 5_000 * Mwh, -700);

    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Sunspec_devices_are_read_by_role_model_and_instance_and_the_other_way_round()
    {
        // One device with an inverter and two meters, as gateways show them.
        await using var server = Serve(new Images(Models(103, First, start: true), Models(203, First), Models(203, Second), [0xFFFF, 0]));
        object Meter(int index, object more) => More(new { serial = $"1SUN000000000{index}", index, type = "sunspec", host = "127.0.0.1", port = server.EndPoint.Port, unit = 1 }, more);
        var read = await ReadAsync(new
        {
            backends = new[] { "https://backend.example" },
            authorityFile = "authority.pem",
            meters = new[]
            {
                Meter(1, new { role = "production" }), Meter(2, new { }), Meter(3, new { instance = 2 }), Meter(4, new { model = 203, inverted = true }),
            },
        });

        Assert.Equal([(Register.EnergyExportWh, 20_000), (Register.PowerW, 4_000)], read[1]);
        Assert.Equal([(Register.EnergyImportWh, 1_000), (Register.EnergyExportWh, 20_000), (Register.PowerW, 4_000)], read[2]);
        Assert.Equal([(Register.EnergyImportWh, 30_000), (Register.EnergyExportWh, 5_000), (Register.PowerW, -700)], read[3]);
        Assert.Equal([(Register.EnergyImportWh, 20_000), (Register.EnergyExportWh, 1_000), (Register.PowerW, -4_000)], read[4]);
    }

    [Fact]
    public async Task A_type_of_the_devices_folder_is_read_and_words_may_be_the_other_way_round()
    {
        Directory.CreateDirectory(_scratch.In("types"));
        await File.WriteAllTextAsync(
            _scratch.In("types", "own-meter.json"),
            """
            {
              "type": "own-meter", "name": "Own meter", "unit": 7,
              "quantities": [ { "name": "energy_active_export", "function": 3, "address": 100, "raw": "UInt32", "unit": "kWh", "scale": 0.01, "source": "test" } ],
              "values": [ { "register": "EnergyExportWh", "terms": [ { "quantity": "energy_active_export" } ] } ]
            }
            """,
            Cancellation);
        await using var own = Serve(new Images(new ushort[100], [0, 1_234]), unit: 7);
        await using var turned = Serve(new SimulatedDevice(DeviceCatalogue.Find("kostal-ksem").WithWords(WordOrder.Little), () => First), unit: 71);
        var read = await ReadAsync(new
        {
            backends = new[] { "https://backend.example" },
            authorityFile = "authority.pem",
            devicesFolder = "types",
            meters = new object[]
            {
                new { serial = "1OWN0000000001", index = 1, type = "own-meter", host = "127.0.0.1", port = own.EndPoint.Port },
                new { serial = "1KSM0000000002", index = 2, type = "kostal-ksem", host = "127.0.0.1", port = turned.EndPoint.Port, words = "little" },
            },
        });

        Assert.Equal([(Register.EnergyExportWh, 12_340)], read[1]);
        Assert.Contains((Register.EnergyExportWh, 20_000), read[2]);
        Assert.Contains((Register.PowerW, 4_000), read[2]);
    }

    /// <summary>Reads each meter of the configuration once, by the box's own reader.</summary>
    async Task<Dictionary<uint, List<(Register Register, long Value)>>> ReadAsync(object configuration)
    {
        await File.WriteAllTextAsync(_scratch.In("box.json"), JsonSerializer.Serialize(configuration), Cancellation);
        var options = BoxOptionsFile.Load(_scratch.In("box.json"));
        await using var meters = MeterSet.Open(options.Meters, options.DevicesFolder);
        using var journal = BoxJournal.Open(_scratch.In("journal.db"));
        var reader = new MeterReader(journal, new MarketClock(DateTimeOffset.UtcNow, SomeReadings.Noon, 1), TimeProvider.System);
        foreach (var meter in meters.Meters)
        {
            var (_, failure) = await reader.ReadAsync(meter, planned: null, Cancellation);
            Assert.Null(failure);
        }

        Assert.All(journal.OpenReadings(100).Readings, reading => Assert.Equal(Quality.Good, reading.Quality));
        return journal.OpenReadings(100).Readings.GroupBy(reading => reading.MeterIndex).ToDictionary(g => g.Key, g => g.OrderBy(r => r.Register).Select(r => (r.Register, r.Value)).ToList());
    }

    static ModbusTcpServer Serve(IModbusUnit device, byte unit = 1) => ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [unit] = device }, new());

    /// <summary>A model of a simulated device; with what comes before it if it is the first.</summary>
    static ushort[] Models(int model, MeterTruth truth, bool start = false)
    {
        const int Before = 2 + 68;
        var registers = new ushort[Before + model switch { 103 => 52, _ => 107 }];
        new SunSpecDevice(model, () => truth, "S-1", baseAddress: 0).Read(ModbusFunction.ReadHoldingRegisters, 0, registers);
        return start ? registers : registers[Before..];
    }

    static Dictionary<string, object?> More(object one, object other) => new[] { one, other }
        .SelectMany(o => JsonSerializer.SerializeToElement(o).EnumerateObject())
        .ToDictionary(property => property.Name, property => (object?)property.Value, StringComparer.Ordinal);

    /// <summary>Registers from address 0 on.</summary>
    sealed class Images(params ushort[][] parts) : IModbusUnit
    {
        readonly ushort[] _registers = [.. parts.SelectMany(part => part)];

        public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers)
        {
            if (address + registers.Length > _registers.Length)
            {
                return ModbusExceptionCode.IllegalDataAddress;
            }

            _registers.AsSpan(address, registers.Length).CopyTo(registers);
            return ModbusExceptionCode.None;
        }

        public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => ModbusExceptionCode.IllegalFunction;
    }
}
