using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus;

/// <inheritdoc/>
public sealed class ModbusFactory(ModbusMasterOptions? options = null, TimeProvider? time = null) : IModbusFactory
{
    public IModbusMaster CreateMaster(TcpClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return Master(ModbusTcpTransport.On(client, time ?? TimeProvider.System));
    }

    public IModbusMaster CreateMaster(ModbusTcpOptions options) => Master(new ModbusTcpTransport(options, time));

    public IModbusMaster CreateRtuMaster(SerialOptions options) => Master(new ModbusSerialTransport(options, time));

    public IModbusMaster CreateRtuMaster(ModbusTcpOptions options) => Master(new ModbusRtuOverTcpTransport(options, time));

    public IModbusSlave CreateSlave(byte unitId, IModbusUnit dataStore) => new ModbusSlave(unitId, dataStore);

    public IModbusSlaveNetwork CreateSlaveNetwork(TcpListener tcpListener) => new ModbusSlaveNetwork(async (units, stop) =>
    {
        await using var server = ModbusTcpServer.Serve(tcpListener, units, new());
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    });

    public IModbusSlaveNetwork CreateRtuSlaveNetwork(SerialOptions options) => new ModbusSlaveNetwork(async (units, stop) =>
    {
        await using var server = ModbusSerialServer.Start(options, units);
        await Task.WhenAny(server.Completion, Task.Delay(Timeout.InfiniteTimeSpan, stop));
    });

    ModbusMaster Master(IModbusTransport transport) => new(transport, options, time);
}

sealed record ModbusSlave(byte UnitId, IModbusUnit DataStore) : IModbusSlave;
