using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulation.Tests;

/// <summary>Every fault of a Modbus device through the real reader, over TCP, RTU over TCP and a serial line: what the reader must make of it.</summary>
public sealed class ModbusFaultTests : IAsyncLifetime
{
    /// <summary>For all tests: to compute half a year takes a while.</summary>
    static readonly Plant Plant = new(new());

    readonly FixedClock _clock = new();
    PlantSimulator _simulator = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _simulator = await PlantSimulator.StartAsync(
        Plant,
        new()
        {
            Lines =
            [
                new("tcp", [Of("abb", "abb-b23", 1), Of("neighbour", "schneider-iem3000", 2)]),
                new("rtu", [Of("abb-rtu", "abb-b23", 1), Of("neighbour-rtu", "schneider-iem3000", 2)]) { Kind = LineKind.RtuOverTcp },
                new("serial", [Of("abb-serial", "abb-b23", 1), Of("neighbour-serial", "schneider-iem3000", 2)]) { Kind = LineKind.Serial },
            ],
            Edges = [],
        },
        _clock,
        Cancel);

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    public static TheoryData<string> Carriers => ["abb", "abb-rtu", "abb-serial"];

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Busy_for_a_moment_is_waited_out(string meter)
    {
        Order($"{meter} busy times=2");
        await ReadsAsync(meter);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Busy_for_good_is_a_failure_that_says_so(string meter)
    {
        Order($"{meter} busy");
        await FailsAsync(meter, "6 (ServerDeviceBusy)");
    }

    [Theory]
    [InlineData("abb", "silence")]
    [InlineData("abb", "late ms=60000")]
    [InlineData("abb", "wrong-transaction")]
    [InlineData("abb", "wrong-unit")]
    [InlineData("abb", "truncated")]
    [InlineData("abb-rtu", "silence")]
    [InlineData("abb-rtu", "wrong-unit")]
    [InlineData("abb-rtu", "bad-crc")]
    [InlineData("abb-rtu", "truncated")]
    [InlineData("abb-serial", "silence")]
    [InlineData("abb-serial", "wrong-unit")]
    [InlineData("abb-serial", "bad-crc")]
    [InlineData("abb-serial", "truncated")]
    public async Task Whoever_gives_no_usable_answer_is_silent_and_the_neighbour_is_read(string meter, string fault)
    {
        Order($"{meter} {fault}");
        await FailsAsync(meter, "");
        await ReadsAsync(meter.Replace("abb", "neighbour", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        _simulator.Faults.LiftAll();
        await ReadsAsync(meter, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("abb", "byte-by-byte ms=1")]
    [InlineData("abb", "late ms=50")]
    [InlineData("abb", "silence times=1")]
    [InlineData("abb", "wrong-transaction times=1")]
    [InlineData("abb-rtu", "byte-by-byte ms=1")]
    [InlineData("abb-rtu", "bad-crc times=1")]
    [InlineData("abb-serial", "byte-by-byte ms=1")]
    [InlineData("abb-serial", "bad-crc times=1")]
    [InlineData("abb-serial", "late ms=50")]
    public async Task What_passes_is_read_in_spite_of_it(string meter, string fault)
    {
        Order($"{meter} {fault}");
        await ReadsAsync(meter, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task An_exception_is_named()
    {
        Order("abb exception code=4");
        await FailsAsync("abb", "4 (ServerDeviceFailure)");
    }

    [Fact]
    public async Task A_device_that_has_no_values_gives_missing_ones()
    {
        Order("abb not-available");
        Assert.All(await ReadAsync("abb", TimeSpan.FromSeconds(20)), value => Assert.Equal(MeterQuality.Missing, value.Quality));
    }

    [Fact]
    public async Task A_counter_can_go_back_and_start_again()
    {
        var before = await ReadAsync("abb", TimeSpan.FromSeconds(20));
        Order("abb counter-back wh=500");
        var back = await ReadAsync("abb", TimeSpan.FromSeconds(20));
        Assert.Equal(before[0].Value - 500, back[0].Value);
        _simulator.Faults.LiftAll();

        Order("abb counter-restart");
        Assert.Equal((0, 0), (await ReadAsync("abb", TimeSpan.FromSeconds(20)) is [var import, var export, ..]) ? (import.Value, export.Value) : default);
        _clock.Now += TimeSpan.FromHours(2);
        var later = await ReadAsync("abb", TimeSpan.FromSeconds(20));
        var (imported, exported) = Plant.EnergyBetween(PlantMeter.Grid, _clock.Now.AddHours(-2), _clock.Now);
        Assert.InRange(later[0].Value, imported - 20, imported + 20);
        Assert.InRange(later[1].Value, exported - 20, exported + 20);
    }

    [Fact]
    public async Task A_restart_drops_the_connection_and_the_registers_are_away_for_a_while()
    {
        await ReadsAsync("abb");
        Order("abb restart for=20s");
        await FailsAsync("abb", "closed the connection");
        _clock.Now += TimeSpan.FromSeconds(12);
        await FailsAsync("abb", "2 (IllegalDataAddress)");
        _clock.Now += TimeSpan.FromSeconds(12);
        await ReadsAsync("abb");
    }

    [Fact]
    public async Task A_full_server_is_said_to_allow_no_other_client()
    {
        Order("tcp connections limit=0");
        await FailsAsync("abb", "");
        _simulator.Faults.LiftAll();
        await ReadsAsync("abb");
    }

    [Fact]
    public async Task A_device_for_one_master_takes_one()
    {
        await using var simulator = await PlantSimulator.StartAsync(
            Plant, new() { Lines = [new("line", [new("inverter", PlantMeter.Pv, "1", DeviceCatalogue.Find("kostal-plenticore"))])], Edges = [] }, _clock, Cancel);
        await using var first = Master(simulator.Meters[0], TimeSpan.FromSeconds(20));
        await new ModbusMeter(first, simulator.Meters[0].Device).ReadAsync(Cancel);
        await using var second = Master(simulator.Meters[0], TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<MeterException>(() => new ModbusMeter(second, simulator.Meters[0].Device).ReadAsync(Cancel).AsTask());
    }

    static SimulatedMeter Of(string name, string type, byte unit) => new(name, PlantMeter.Grid, "1LEM0000000007", DeviceCatalogue.Find(type)) { Unit = unit };

    void Order(string order) => _simulator.Faults.Place(FaultOrder.Parse(order));

    async Task ReadsAsync(string meter, TimeSpan? patience = null)
    {
        var truth = Plant.CountersAt(PlantMeter.Grid, _clock.Now);
        var values = await ReadAsync(meter, patience ?? TimeSpan.FromSeconds(20));
        Assert.Equal([MeterQuality.Good, MeterQuality.Good, MeterQuality.Good], values.Select(v => v.Quality));
        Assert.InRange(values[0].Value, truth.ImportWh - 10, truth.ImportWh);
        Assert.Equal(truth.PowerW, values[2].Value);
    }

    async Task FailsAsync(string meter, string message)
    {
        var e = await Assert.ThrowsAsync<MeterException>(() => ReadAsync(meter, TimeSpan.FromMilliseconds(200)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    async Task<IReadOnlyList<MeterValue>> ReadAsync(string meter, TimeSpan patience)
    {
        var served = _simulator.Meters.Single(m => m.Name == meter);
        await using var master = Master(served, patience);
        return await new ModbusMeter(master, served.Device, served.Unit).ReadAsync(Cancel);
    }

    static ModbusMaster Master(ServedMeter meter, TimeSpan patience) => new(meter.Line.Line.Kind switch
    {
        LineKind.Serial => new ModbusSerialTransport(new() { Device = meter.Line.Device!, ResponseTimeout = patience }),
        LineKind.RtuOverTcp => new ModbusRtuOverTcpTransport(new() { Host = "127.0.0.1", Port = meter.Port, ResponseTimeout = patience }),
        _ => new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = meter.Port, ResponseTimeout = patience }),
    });
}
