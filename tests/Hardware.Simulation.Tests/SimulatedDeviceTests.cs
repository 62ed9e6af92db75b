using System.Net;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulation.Tests;

public sealed class SimulatedDeviceTests
{
    const long Wh = MeterTruth.MillijoulesPerWh;

    static readonly MeterTruth Truth = new((12_345_678 * Wh) + (Wh - 1), (9_876_543 * Wh) + (Wh / 2), -4_321);

    /// <summary>What a reader gets at best: the counter's step in Wh is that of the device's display.</summary>
    public static TheoryData<string, long?, long?, long> Readings => new()
    {
        { "abb-b23", 12_345_670, 9_876_540, -4_321 },
        { "carlo-gavazzi-em24", 12_345_600, 9_876_500, -4_321 },
        { "carlo-gavazzi-em24-e1", 12_345_600, 9_876_500, -4_321 },
        { "carlo-gavazzi-em340", 12_345_600, 9_876_500, -4_321 },
        { "eastron-sdm630", 12_345_679, 9_876_544, -4_321 },
        { "eastron-sdm72dm-v2", 12_345_679, 9_876_544, -4_321 },
        { "janitza-umg604", 12_345_679, 9_876_544, -4_321 },
        { "janitza-umg96rm-e", 12_345_679, 9_876_544, -4_321 },
        { "kostal-ksem", 12_345_678, 9_876_543, -4_321 },
        { "kostal-plenticore", null, null, -4_321 },
        { "kostal-plenticore-meter", null, null, -4_321 },
        { "schneider-iem3000", 12_345_678, 9_876_543, -4_321 },
        { "siemens-pac1600", 12_345_678, 9_876_543, -4_321 },
        { "siemens-pac2200", 12_345_678, 9_876_543, -4_321 },
        { "sma-data-manager", null, null, -4_321 },
        { "sma-home-manager", 12_345_678, 9_876_543, -4_321 },
        { "sma-sunny-tripower", null, 9_876_543, -4_321 },
    };

    [Fact]
    public void Every_shipped_type_is_in_the_table() =>
        Assert.Equal(DeviceCatalogue.Shipped, Readings.Select(row => row.Data.Item1).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Every_shipped_type_is_read_back_over_the_wire(string type, long? import, long? export, long power)
    {
        var device = DeviceCatalogue.Find(type);
        await using var server = Serve(device, Truth);
        await using var master = Master(server.EndPoint.Port);
        Assert.Equal(
            (import, export, power),
            await ReadAsync(new ModbusMeter(master, device)));
    }

    [Fact]
    public async Task The_second_tariff_is_not_empty()
    {
        await using var server = Serve(DeviceCatalogue.Find("siemens-pac2200"), Truth);
        await using var master = Master(server.EndPoint.Port);
        var registers = await master.ReadHoldingRegistersAsync(1, 805, 4, TestContext.Current.CancellationToken);
        var bits = registers.Aggregate(0UL, (sum, register) => (sum << 16) | register);
        Assert.Equal(4_321, BitConverter.UInt64BitsToDouble(bits));
    }

    [Theory]
    [InlineData(30774, 1)]
    [InlineData(30775, 1)]
    [InlineData(30776, 1)]
    [InlineData(30775, 3)]
    public async Task A_read_that_is_not_of_whole_values_is_refused(int address, int count)
    {
        await using var server = Serve(DeviceCatalogue.Find("sma-sunny-tripower"), Truth);
        await using var master = Master(server.EndPoint.Port);
        var e = await Assert.ThrowsAsync<ModbusException>(
            () => master.ReadHoldingRegistersAsync(3, (ushort)address, (ushort)count, TestContext.Current.CancellationToken));
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, e.Code);
    }

    [Fact]
    public async Task At_night_the_inverter_shows_no_power_at_all()
    {
        await using var server = Serve(DeviceCatalogue.Find("sma-sunny-tripower"), Truth with { PowerW = 0 });
        await using var master = Master(server.EndPoint.Port);
        Assert.Equal([0x8000, 0], await master.ReadHoldingRegistersAsync(3, 30775, 2, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_whole_plant_is_read_as_it_is_at_the_clocks_now()
    {
        var (clock, plant) = (new FixedClock(), new Plant(new()));
        await using var simulator = await PlantSimulator.StartAsync(plant, new(), clock, TestContext.Current.CancellationToken);
        foreach (var hour in (int[])[0, 7, 11, 19, 30])
        {
            clock.Now = new DateTimeOffset(2026, 6, 21, 0, 7, 13, 250, TimeSpan.Zero).AddHours(hour);
            foreach (var meter in simulator.Meters)
            {
                await using var master = Master(meter.Port);
                var truth = plant.CountersAt(meter.Meter, clock.Now);
                Assert.Equal(
                    (meter.Name == "pv" ? null : truth.ImportWh, truth.ExportWh, truth.PowerW),
                    await ReadAsync(new ModbusMeter(master, meter.Device)));
            }
        }
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_nothing_is_left_running()
    {
        var (clock, plant) = (new FixedClock(), new Plant(new()));
        await using var first = await PlantSimulator.StartAsync(plant, new(), clock, TestContext.Current.CancellationToken);
        var taken = first.OpenEms.Address.Port;
        var e = await Assert.ThrowsAsync<PortTakenException>(
            () => PlantSimulator.StartAsync(plant, new() { Edges = [new("openems") { Port = taken }] }, clock, TestContext.Current.CancellationToken));
        Assert.Contains($"127.0.0.1:{taken} for openems", e.Message, StringComparison.Ordinal);
        Assert.Contains("--openems-port", e.Message, StringComparison.Ordinal);
    }

    static async Task<(long? Import, long? Export, long Power)> ReadAsync(ModbusMeter meter)
    {
        var values = await meter.ReadAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(values, v => v.Quality == MeterQuality.Missing);
        return (Of(MeterRegister.EnergyImportWh), Of(MeterRegister.EnergyExportWh), Of(MeterRegister.PowerW)!.Value);

        long? Of(MeterRegister register) => values.Where(v => v.Register == register).Select(v => (long?)v.Value).SingleOrDefault();
    }

    static ModbusTcpServer Serve(DeviceType device, MeterTruth truth) =>
        ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [device.Unit] = new SimulatedDevice(device, () => truth) });

    static ModbusMaster Master(int port) => new(new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = port, ResponseTimeout = TimeSpan.FromSeconds(20) }));
}
