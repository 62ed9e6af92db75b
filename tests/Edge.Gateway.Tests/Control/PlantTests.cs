using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Control.Devices;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Hardware.Gpio;
using LocalEnergyMarket.Hardware.Gpio.Simulated;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>Plants by relay and by register.</summary>
public sealed class PlantTests : IDisposable
{
    static readonly PlantRule Solar = new(1, LimitKind.Generation, 10_000, 0, 0, LinkLossPolicy.Hold, 10_000, TimeSpan.FromMinutes(15));

    static readonly DeviceControl Percent = new()
    {
        Kind = ControlKind.ProductionLimit, Function = ModbusFunction.WriteSingleRegister, Address = 40, Raw = RawType.UInt16, Unit = MeterUnit.Percent, Scale = 0.1m,
        Switch = new() { Address = 44 }, RevertSecondsAddress = 42, Source = "test",
    };

    static readonly DeviceControl Watts = new()
    {
        Kind = ControlKind.ProductionLimit, Function = ModbusFunction.WriteMultipleRegisters, Address = 60, Raw = RawType.UInt32, Words = WordOrder.Little, Unit = MeterUnit.W, Release = 10_000,
        Source = "test",
    };

    readonly ScratchFolder _scratch = new();
    readonly SteppedTime _time = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(10_000L, 10_000, "--")]
    [InlineData(9_999L, 6_000, "x-")]
    [InlineData(3_000L, 3_000, "-x")]
    [InlineData(2_999L, 0, "xx")]
    [InlineData(null, 10_000, "--")]
    public async Task Relays_take_the_highest_step_that_is_not_above_the_limit(long? limit, long set, string relays)
    {
        using var driver = new SimulatedDriver(4);
        using var gpio = new GpioController(driver);
        var plant = Relays(gpio);

        Assert.Equal(set, await plant.SetAsync(limit, Cancellation));
        Assert.Equal(relays, string.Concat(new[] { 0, 1 }.Select(line => driver.Level(line) == PinValue.High ? 'x' : '-')));
        Assert.True(await plant.HoldsAsync(Cancellation));
        driver.Set(0, !driver.Level(0));
        Assert.False(await plant.HoldsAsync(Cancellation));
    }

    [Fact]
    public void Relays_are_left_as_they_stand_when_the_box_starts()
    {
        using var driver = new SimulatedDriver(4);
        using var gpio = new GpioController(driver);
        gpio.OpenPin(1, PinMode.Output, PinValue.High);

        _ = Relays(gpio);

        Assert.Equal(PinValue.High, driver.Level(1));
    }

    [Fact]
    public async Task A_percentage_is_written_with_its_switch_and_read_back()
    {
        await using var device = await PymodbusDevice.StartAsync(Cancellation);
        await using var bus = Bus(device.Port);
        var plant = new RegisterPlant(bus, PymodbusDevice.Unit, Percent, ratedW: 10_000);

        // 4,205 W of 10 kW are 42.05 %; the register has tenths, and never more than was ordered.
        Assert.Equal(4_200, await plant.SetAsync(4_205, Cancellation));
        Assert.Equal([(42, 65_535), (40, 420), (44, 1)], await WrittenAsync(device, 3));
        Assert.True(await plant.HoldsAsync(Cancellation));

        // What is there already is not written again.
        Assert.Equal(4_200, await plant.SetAsync(4_200, Cancellation));
        await bus.WriteSingleRegisterAsync(PymodbusDevice.Unit, 40, 1_000, Cancellation);
        Assert.False(await plant.HoldsAsync(Cancellation));
        Assert.Equal(10_000, await plant.SetAsync(null, Cancellation));
        Assert.Equal([(40, 1_000), (44, 0)], await WrittenAsync(device, 2));
        Assert.True(await plant.HoldsAsync(Cancellation));
    }

    [Fact]
    public async Task Watts_in_two_registers_are_written_in_the_devices_order()
    {
        await using var device = await PymodbusDevice.StartAsync(Cancellation);
        await using var bus = Bus(device.Port);
        var plant = new RegisterPlant(bus, PymodbusDevice.Unit, Watts, ratedW: 100_000);

        Assert.Equal(70_000, await plant.SetAsync(70_000, Cancellation));
        Assert.Equal([(60, 70_000 - 65_536), (61, 1)], await WrittenAsync(device, 2));
        Assert.Equal(100_000, await plant.SetAsync(null, Cancellation));
        Assert.Equal([(60, 10_000), (61, 0)], await WrittenAsync(device, 2));
    }

    [Fact]
    public async Task A_dead_device_is_tried_again_and_the_order_says_so()
    {
        var device = await PymodbusDevice.StartAsync(Cancellation);
        var port = device.Port;
        await using var bus = Bus(port);
        var desk = Desk();
        var loop = Loop(desk, new RegisterPlant(bus, PymodbusDevice.Unit, Percent, 10_000));
        await loop.TurnAsync(Cancellation);
        await device.DisposeAsync();

        desk.Take(Order("a", 1, 3_000));
        await loop.TurnAsync(Cancellation);
        Assert.Equal(SetPointState.Pending, desk.Book.Find("a")!.State);
        Assert.NotEmpty(desk.Book.Find("a")!.Failure);
        Assert.Equal(loop.State.Failure, desk.Book.Find("a")!.Failure);
    }

    [Fact]
    public async Task The_loop_sets_what_is_wanted_keeps_it_and_takes_it_back()
    {
        using var driver = new SimulatedDriver(4);
        using var gpio = new GpioController(driver);
        var desk = Desk();
        var loop = Loop(desk, Relays(gpio));
        await loop.TurnAsync(Cancellation);
        Assert.Equal(new(null, 10_000, ""), loop.State);

        desk.Take(Order("a", 1, 7_000));
        await loop.TurnAsync(Cancellation);
        Assert.Equal((SetPointState.Applied, 6_000), (desk.Book.Find("a")!.State, desk.Book.Find("a")!.SetW));

        // Somebody switches by hand: at the next look it is set again.
        driver.Set(0, PinValue.Low);
        _time.Pass(TimeSpan.FromSeconds(61));
        await loop.TurnAsync(Cancellation);
        Assert.Equal(PinValue.High, driver.Level(0));

        desk.Take(Order("b", 2, 6_500));
        await loop.TurnAsync(Cancellation);
        Assert.Equal((SetPointState.Replaced, SetPointState.Applied), (desk.Book.Find("a")!.State, desk.Book.Find("b")!.State));

        _time.Pass(TimeSpan.FromHours(1));
        await loop.TurnAsync(Cancellation);
        Assert.Equal((SetPointState.Expired, PinValue.Low), (desk.Book.Find("b")!.State, driver.Level(0)));
    }

    [Fact]
    public async Task A_device_is_not_written_to_more_often_than_allowed_and_has_the_last_order_in_the_end()
    {
        await using var device = await PymodbusDevice.StartAsync(Cancellation);
        await using var bus = Bus(device.Port);
        var desk = Desk();
        var loop = Loop(desk, new RegisterPlant(bus, PymodbusDevice.Unit, Percent, 10_000), writesPerMinute: 3);
        await loop.TurnAsync(Cancellation);
        for (var i = 1; i <= 20; i++)
        {
            desk.Take(Order($"o{i}", (ulong)i, 5_000 + (i * 100)));
            await loop.TurnAsync(Cancellation);
        }

        _time.Pass(TimeSpan.FromMinutes(1));
        await loop.TurnAsync(Cancellation);
        Assert.Equal([(42, 65_535), (40, 510), (44, 1), (40, 520), (40, 700)], await WrittenAsync(device, 5));
        Assert.Equal(SetPointState.Applied, desk.Book.Find("o20")!.State);
    }

    static async Task<IReadOnlyList<(int Address, int Value)>> WrittenAsync(PymodbusDevice device, int count)
    {
        var written = new List<(int, int)>();
        while (written.Count < count)
        {
            written.Add(await device.WrittenAsync(Cancellation));
        }

        return written;
    }

    static RelayPlant Relays(GpioController gpio) => new(gpio, [new(10_000, Lines()), new(6_000, Lines(0)), new(3_000, Lines(1)), new(0, Lines(0, 1))]);

    static HashSet<int> Lines(params int[] lines) => [.. lines];

    static ModbusMaster Bus(int port) => new(new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = port }));

    LimitDesk Desk() => new(new(_scratch.In("control.json")), [Solar], () => true, new(), _time, _time, new RecordingLog());

    PlantLoop Loop(LimitDesk desk, IPlantDevice device, int writesPerMinute = 60) =>
        new(Solar, device, desk, new(writesPerMinute, _time), TimeSpan.FromSeconds(60), null, _time, new RecordingLog());

    SetPoint Order(string id, ulong revision, long limit) => new()
    {
        SetPointId = id, MeterIndex = 1, Kind = LimitKind.Generation, LimitW = limit, Revision = revision, Until = _time.GetUtcNow().AddMinutes(30).ToTimestamp(),
    };
}
