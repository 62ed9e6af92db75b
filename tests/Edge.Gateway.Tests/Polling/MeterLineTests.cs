using System.Net;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Polling;

/// <summary>How configured lines become buses.</summary>
public sealed class MeterLineTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Meters_on_one_line_share_one_bus_and_no_two_lines_do()
    {
        var serial = new SerialLineOptions { Device = "/dev/ttyS7" };
        await using var meters = MeterSet.Open(
        [
            Meter(1) with { Host = "gateway", Unit = 5 },
            Meter(2) with { Host = "Gateway", Port = 502 },
            Meter(3) with { Host = "gateway", Port = 503 },
            Meter(4) with { Host = "gateway", Port = 503, RtuOverTcp = true },
            Meter(5) with { SerialLine = serial },
            Meter(6) with { SerialLine = serial with { } },
            Meter(7) with { SerialLine = serial with { Device = "/dev/ttyS8" } },
            new() { Serial = "8", Index = 8, Type = "openems", Url = "http://127.0.0.1:8084", Component = "meter0" },
        ]);

        Assert.Equal((byte)5, meters.ModbusOf(1)!.Value.Unit);
        Assert.Equal((byte)1, meters.ModbusOf(2)!.Value.Unit);
        Assert.Null(meters.ModbusOf(8));
        int[] buses = [.. Enumerable.Range(1, 7).Select(i => Enumerable.Range(1, 7).First(j => ReferenceEquals(meters.ModbusOf((uint)i)?.Bus, meters.ModbusOf((uint)j)?.Bus)))];
        Assert.Equal([1, 1, 3, 4, 5, 5, 7], buses);
    }

    [Fact]
    public async Task Two_meters_behind_a_serial_server_are_read_over_one_line()
    {
        await using var server = ModbusTcpServer.Start(
            new(IPAddress.Loopback, 0),
            new Dictionary<byte, IModbusUnit> { [1] = new Constant(1), [2] = new Constant(2) },
            new() { RtuFrames = true });
        var line = Meter(1) with { Host = "127.0.0.1", Port = server.EndPoint.Port, RtuOverTcp = true, TimeoutMs = 5000, UnitPauseMs = 1, GapMs = 0 };
        await using var meters = MeterSet.Open([line, line with { Serial = "2", Index = 2, Unit = 2 }]);

        var (bus, first) = meters.ModbusOf(1)!.Value;
        var (other, second) = meters.ModbusOf(2)!.Value;

        Assert.Same(bus, other);
        Assert.Equal([[1], [2]], await Task.WhenAll(bus.ReadInputRegistersAsync(first, 0, 1, Cancel), other.ReadInputRegistersAsync(second, 0, 1, Cancel)));
        await Task.WhenAll(meters.Meters.Select(meter => meter.Meter.ReadAsync(Cancel).AsTask()));
    }

    [Fact]
    public async Task A_serial_device_that_is_not_there_is_said_when_the_meter_is_read()
    {
        await using var meters = MeterSet.Open([Meter(1) with { SerialLine = new() { Device = "/dev/ttyNowhere", Parity = "even", Rs485 = new() } }]);
        var e = await Assert.ThrowsAnyAsync<Exception>(() => meters.Meters[0].Meter.ReadAsync(Cancel).AsTask());
        Assert.Contains("/dev/ttyNowhere cannot be used: there is no such device", e.Message, StringComparison.Ordinal);
    }

    static MeterOptions Meter(int index) => new() { Serial = $"{index}", Index = index, Type = "eastron-sdm630" };

    sealed class Constant(ushort value) : IModbusUnit
    {
        public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers)
        {
            registers.Fill(value);
            return ModbusExceptionCode.None;
        }

        public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => ModbusExceptionCode.None;
    }
}
