using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>Makes masters and slaves, in NModbus' words. Where that takes an open stream we take options too, and open the line anew when it breaks.</summary>
public interface IModbusFactory
{
    /// <summary>Modbus TCP on a connection that is open; owns it. When it breaks every call fails: this cannot make it anew.</summary>
    IModbusMaster CreateMaster(TcpClient client);

    /// <summary>Modbus TCP.</summary>
    IModbusMaster CreateMaster(ModbusTcpOptions options);

    /// <summary>RTU on a serial device.</summary>
    IModbusMaster CreateRtuMaster(SerialOptions options);

    /// <summary>RTU frames over TCP, to a serial server.</summary>
    IModbusMaster CreateRtuMaster(ModbusTcpOptions options);

    /// <summary>A unit for a network.</summary>
    IModbusSlave CreateSlave(byte unitId, IModbusUnit dataStore);

    /// <summary>Modbus TCP on a listener, which must not have been started.</summary>
    IModbusSlaveNetwork CreateSlaveNetwork(TcpListener tcpListener);

    /// <summary>RTU on a serial device.</summary>
    IModbusSlaveNetwork CreateRtuSlaveNetwork(SerialOptions options);
}

/// <summary>A unit with its number.</summary>
public interface IModbusSlave
{
    byte UnitId { get; }

    /// <summary>What it answers.</summary>
    IModbusUnit DataStore { get; }
}

/// <summary>Slaves behind one listener or device.</summary>
public interface IModbusSlaveNetwork
{
    /// <summary>Serves until cancelled, or until a serial device is gone.</summary>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    /// <exception cref="ModbusTransportException">The serial device cannot be used.</exception>
    Task ListenAsync(CancellationToken cancellationToken = default);

    /// <summary>At any time; one that has the same number is replaced.</summary>
    void AddSlave(IModbusSlave slave);

    void RemoveSlave(byte unitId);

    /// <summary>Null if there is none.</summary>
    IModbusSlave? GetSlave(byte unitId);
}
