using System.Net;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>A Modbus TCP server with one unit, and a master connected to it.</summary>
sealed class Wire : IAsyncDisposable
{
    readonly ModbusTcpServer _server;

    public Wire(byte unit, IModbusUnit device)
    {
        _server = ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [unit] = device });
        Master = new ModbusMaster(new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = _server.EndPoint.Port, ResponseTimeout = TimeSpan.FromSeconds(20) }));
    }

    public IModbusMaster Master { get; }

    public int Port => _server.EndPoint.Port;

    public async ValueTask DisposeAsync()
    {
        await Master.DisposeAsync();
        await _server.DisposeAsync();
    }
}
