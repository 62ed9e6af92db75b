using System.Globalization;
using System.Net;
using LocalEnergyMarket.Hardware.Modbus.Pdu;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>Servers and clients that nobody here wrote, on every transport, both ways.</summary>
public sealed class InteropTests(LibmodbusPrograms libmodbus)
{
    static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcp")]
    [InlineData("rtutcp")]
    public async Task Our_master_reads_and_writes_pymodbus_on(string kind)
    {
        using var server = PeerProcess.Python("pymodbus_server.py", kind);
        await using var master = Master(kind, await server.ReadyAsync(Cancel));
        await ReadAndWriteAsync(master);
        await IdentifyAsync(master);
    }

    [Fact]
    public async Task Our_master_reads_and_writes_pymodbus_on_a_serial_line()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        using var server = PeerProcess.Python("pymodbus_server.py", "rtu", cable.Right);
        await server.ReadyAsync(Cancel);
        await using var master = Master("rtu", cable.Left);
        await ReadAndWriteAsync(master);
        await IdentifyAsync(master);
    }

    [Fact]
    public async Task Our_master_reads_and_writes_libmodbus_on_tcp()
    {
        using var server = new PeerProcess(libmodbus.Server, "tcp");
        await using var master = Master("tcp", await server.ReadyAsync(Cancel));
        await ReadAndWriteAsync(master);
    }

    [Fact]
    public async Task Our_master_reads_and_writes_libmodbus_on_a_serial_line()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        using var server = new PeerProcess(libmodbus.Server, "rtu", cable.Right);
        await server.ReadyAsync(Cancel);
        await using var master = Master("rtu", cable.Left);
        await ReadAndWriteAsync(master);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("rtutcp")]
    public async Task Pymodbus_reads_and_writes_our_server_on(string kind)
    {
        await using var server = ModbusTcpServer.Start(new(IPAddress.Loopback, 0), Units(), new() { RtuFrames = kind == "rtutcp" });
        using var client = PeerProcess.Python("pymodbus_client.py", kind, server.EndPoint.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Expected(kind == "tcp", "identity ['Vendor', 'Array', '1.0']"), await client.Output.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task Pymodbus_reads_and_writes_our_server_on_a_serial_line()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        await using var server = ModbusSerialServer.Start(new() { Device = cable.Left, Baud = 19200 }, Units());
        using var client = PeerProcess.Python("pymodbus_client.py", "rtu", cable.Right);
        Assert.Equal(Expected(unit: false, "identity ['Vendor', 'Array', '1.0']"), await client.Output.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task Libmodbus_reads_and_writes_our_server_on_tcp()
    {
        await using var server = ModbusTcpServer.Start(new(IPAddress.Loopback, 0), Units());
        using var client = new PeerProcess(libmodbus.Client, "tcp", server.EndPoint.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Expected(unit: true, "id Array FF"), await client.Output.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task Libmodbus_reads_and_writes_our_server_on_a_serial_line()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        await using var server = ModbusSerialServer.Start(new() { Device = cable.Left, Baud = 19200 }, Units());
        using var client = new PeerProcess(libmodbus.Client, "rtu", cable.Right);
        Assert.Equal(Expected(unit: false, "id Array FF"), await client.Output.ReadToEndAsync(Cancel));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("rtu")]
    public async Task What_libmodbus_answers_wrongly_is_borne(string kind)
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        using var server = new PeerProcess(libmodbus.Server, kind == "tcp" ? ["tcp"] : ["rtu", cable.Right]);
        var place = await server.ReadyAsync(Cancel);
        await using var patient = Master(kind, kind == "tcp" ? place : cable.Left);

        var busy = await Assert.ThrowsAsync<ModbusException>(() => patient.ReadHoldingRegistersAsync(7, 170, 1, Cancel));
        Assert.Equal((ModbusExceptionCode.ServerDeviceBusy, 6, 0x83, 7), (busy.Code, busy.SlaveExceptionCode, busy.FunctionCode, busy.SlaveAddress));
        Assert.Equal([3 * 172 + 1], await patient.ReadHoldingRegistersAsync(7, 172, 1, Cancel));
        Assert.Equal([0xBEEF], await patient.ReadHoldingRegistersAsync(7, 173, 1, Cancel));
        await patient.DisposeAsync();

        await using var hasty = Master(kind, kind == "tcp" ? place : cable.Left, TimeSpan.FromMilliseconds(300));
        await TimesOutAsync(hasty, 174, kind == "tcp" ? "check the unit id" : "check the unit id, the baud rate");
        await TimesOutAsync(hasty, 171, kind == "tcp" ? "1 answers to other requests came" : "1 frames of other units or requests came");
    }

    static async Task TimesOutAsync(ModbusMaster master, ushort address, string advice)
    {
        var e = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(7, address, 1, Cancel));
        Assert.Equal(ModbusTransportFailure.TimedOut, e.Failure);
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    static async Task ReadAndWriteAsync(ModbusMaster master)
    {
        Assert.Equal([31, 34, 37], await master.ReadHoldingRegistersAsync(7, 10, 3, Cancel));
        Assert.Equal([65535, 65534], await master.ReadInputRegistersAsync(7, 0, 2, Cancel));
        Assert.Equal(125, (await master.ReadHoldingRegistersAsync(7, 0, 125, Cancel)).Length);
        Assert.Equal((bool[])[true, false, false, true, false, false, true, false, false, true], await master.ReadCoilsAsync(7, 0, 10, Cancel));
        Assert.Equal((bool[])[false, true, false], await master.ReadInputsAsync(7, 1, 3, Cancel));
        await master.WriteSingleRegisterAsync(7, 50, 4711, Cancel);
        await master.WriteMultipleRegistersAsync(7, 51, [1, 65535], Cancel);
        Assert.Equal([4711, 1, 65535], await master.ReadHoldingRegistersAsync(7, 50, 3, Cancel));
        await master.WriteSingleCoilAsync(7, 61, true, Cancel);
        await master.WriteMultipleCoilsAsync(7, 62, [true, false, true, true, false, false, false, false, true], Cancel);
        Assert.Equal((bool[])[true, true, false, true, true, false, false, false, false, true], await master.ReadCoilsAsync(7, 61, 10, Cancel));

        var refused = await Assert.ThrowsAsync<ModbusException>(() => master.ReadInputRegistersAsync(7, 199, 2, Cancel));
        Assert.Equal((ModbusFunction.ReadInputRegisters, ModbusExceptionCode.IllegalDataAddress), (refused.Function, refused.Code));
    }

    static async Task IdentifyAsync(ModbusMaster master)
    {
        var basic = await master.ReadDeviceIdentificationAsync(7, DeviceIdentificationLevel.Basic, Cancel);
        Assert.Equal(("Pymodbus", "PM", "3.0"), (basic.VendorName, basic.ProductCode, basic.Revision));
        var regular = await master.ReadDeviceIdentificationAsync(7, DeviceIdentificationLevel.Regular, Cancel);
        Assert.StartsWith("A server in Python", regular.ModelName, StringComparison.Ordinal);
        Assert.Equal("which needs more than one answer", regular.Objects[6]);
    }

    static ModbusMaster Master(string kind, string place, TimeSpan? timeout = null)
    {
        var patience = timeout ?? Patient;
        var options = new ModbusMasterOptions { BusyPause = TimeSpan.FromMilliseconds(1) };
        if (kind == "rtu")
        {
            return new(new ModbusSerialTransport(new() { Device = place, Baud = 19200, ResponseTimeout = patience }), options);
        }

        var tcp = new ModbusTcpOptions { Host = "127.0.0.1", Port = int.Parse(place, CultureInfo.InvariantCulture), ResponseTimeout = patience };
        return new(kind == "rtutcp" ? new ModbusRtuOverTcpTransport(tcp) : new ModbusTcpTransport(tcp), options);
    }

    static Dictionary<byte, IModbusUnit> Units() => new() { [9] = new ArrayUnit() };

    static string Expected(bool unit, string last) => string.Concat(
        ((string[])
        [
            "holding [10, 11, 12]",
            "input [1010, 1011]",
            "single 4711",
            "many 3",
            "back [4711, 1, 65535, 3]",
            "coils [0, 1, 0, 1, 1, 0]",
            "discrete [1, 0, 1]",
            "address 2",
            "function 1",
            .. unit ? ["unit 11"] : Array.Empty<string>(),
            last,
        ]).Select(line => line + "\n"));
}
