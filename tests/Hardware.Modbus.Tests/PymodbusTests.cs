using System.Globalization;
using System.Net;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

public sealed class PymodbusTests
{
    [Fact]
    public async Task Our_master_reads_and_writes_a_foreign_server()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var server = new PythonProcess("pymodbus_server.py");
        var ready = await server.Output.ReadLineAsync(cancel);
        var port = int.Parse(ready!.Split(' ')[1], CultureInfo.InvariantCulture);
        await using var master = new ModbusMaster(new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = port, ResponseTimeout = TimeSpan.FromSeconds(10) }));

        Assert.Equal([31, 34, 37], await master.ReadHoldingRegistersAsync(7, 10, 3, cancel));
        Assert.Equal([65535, 65534], await master.ReadInputRegistersAsync(7, 0, 2, cancel));
        Assert.Equal(125, (await master.ReadHoldingRegistersAsync(7, 0, 125, cancel)).Length);
        await master.WriteSingleRegisterAsync(7, 50, 4711, cancel);
        await master.WriteMultipleRegistersAsync(7, 51, new ushort[] { 1, 65535 }, cancel);
        Assert.Equal([4711, 1, 65535], await master.ReadHoldingRegistersAsync(7, 50, 3, cancel));

        var refused = await Assert.ThrowsAsync<ModbusException>(() => master.ReadInputRegistersAsync(7, 199, 2, cancel));
        Assert.Equal((ModbusFunction.ReadInputRegisters, ModbusExceptionCode.IllegalDataAddress), (refused.Function, refused.Code));
    }

    [Fact]
    public async Task A_foreign_client_reads_and_writes_our_server()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [9] = new ArrayUnit() });
        using var client = new PythonProcess("pymodbus_client.py", server.EndPoint.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(
            """
            holding [10, 11, 12]
            input [1010, 1011]
            single 4711
            many 3
            back [4711, 1, 65535, 3]
            address 2
            function 1
            unit 11

            """,
            await client.Output.ReadToEndAsync(cancel));
    }
}
