using System.Net;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Serving;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>Everything that a server can be ordered to do wrong, on every transport: the master gets the right registers in the end.</summary>
public sealed class FaultMatrixTests
{
    static readonly Dictionary<string, ModbusFault> Faults = new(StringComparer.Ordinal)
    {
        ["busy"] = ModbusFault.Busy,
        ["acknowledged"] = ModbusFault.Acknowledged,
        ["late"] = ModbusFault.Late(TimeSpan.FromMilliseconds(700)),
        ["silent"] = ModbusFault.NoAnswer,
        ["wrong unit"] = ModbusFault.WrongUnit,
        ["wrong transaction"] = ModbusFault.WrongTransaction,
        ["byte by byte"] = ModbusFault.ByteByByte(TimeSpan.FromMilliseconds(5)),
        ["truncated"] = ModbusFault.Truncated,
        ["damaged"] = ModbusFault.WrongChecksum,
        ["hangs up"] = ModbusFault.Hangup,
        ["hangs up inside"] = new() { CutAfter = 5, Close = true },
        ["foreign before"] = new() { Before = new byte[] { 0x02, 0x03, 0x02, 0x00, 0x05, 0x3C, 0x47 } },
        ["noise before"] = new() { Before = new byte[] { 0x00, 0xFF, 0x01, 0x03 } },
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task On_Modbus_TCP(string name)
    {
        // What stands before a frame is no Modbus TCP: such a connection is given up, not searched.
        var fault = Faults[name].Before.IsEmpty ? Faults[name] : Faults[name] with { Before = new byte[] { 0x77, 0x77, 0, 0, 0, 3, 1, 0x83, 4 } };
        var faults = new OrderedFaults(fault);
        await using var server = ModbusTcpServer.Start(
            new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [1] = new ArrayUnit() }, new() { Faults = faults });
        await using var master = new ModbusMaster(new ModbusTcpTransport(Options(server)), Patience);
        await ReadsAsync(master, name, faults);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task On_RTU_over_TCP(string name)
    {
        var faults = new OrderedFaults(Faults[name]);
        await using var server = ModbusTcpServer.Start(
            new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [1] = new ArrayUnit() }, new() { Faults = faults, RtuFrames = true });
        await using var master = new ModbusMaster(new ModbusRtuOverTcpTransport(Options(server)), Patience);
        await ReadsAsync(master, name, faults);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task On_a_serial_line(string name)
    {
        var faults = new OrderedFaults(Faults[name]);
        using var cable = await SerialCable.OpenAsync(Cancel);
        await using var server = ModbusSerialServer.Start(
            new() { Device = cable.Left, Baud = 19200 }, new Dictionary<byte, IModbusUnit> { [1] = new ArrayUnit() }, new() { Faults = faults });
        var serial = new SerialOptions { Device = cable.Right, Baud = 19200, ResponseTimeout = TimeSpan.FromMilliseconds(600) };
        await using var master = new ModbusMaster(new ModbusSerialTransport(serial), Patience);
        await ReadsAsync(master, name, faults);
    }

    static ModbusMasterOptions Patience { get; } = new() { BusyPause = TimeSpan.FromMilliseconds(1) };

    static ModbusTcpOptions Options(ModbusTcpServer server) =>
        new() { Host = "127.0.0.1", Port = server.EndPoint.Port, ResponseTimeout = TimeSpan.FromMilliseconds(600), ConnectTimeout = TimeSpan.FromSeconds(20) };

    static async Task ReadsAsync(ModbusMaster master, string name, OrderedFaults faults)
    {
        Assert.Equal([1010, 1011], await EventuallyAsync(() => master.ReadInputRegistersAsync(1, 10, 2, Cancel)));
        Assert.Equal([30, 31], await EventuallyAsync(() => master.ReadHoldingRegistersAsync(1, 30, 2, Cancel)));
        Assert.True(faults.Requests.Count >= 2, name);
    }

    /// <summary>What gave up a connection fails once; the next poll is the retry.</summary>
    static async Task<ushort[]> EventuallyAsync(Func<Task<ushort[]>> read)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (ModbusTransportException e) when (e.Failure is ModbusTransportFailure.Closed or ModbusTransportFailure.Malformed or ModbusTransportFailure.TimedOut)
            {
                Cancel.ThrowIfCancellationRequested();
            }
        }
    }
}
