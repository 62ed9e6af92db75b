using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>The library in NModbus' words.</summary>
public sealed class FactoryTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slaves_of_a_network_come_and_go_while_a_master_reads_them()
    {
        var factory = new ModbusFactory(new() { TimeoutRetries = 0 });
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        var network = factory.CreateSlaveNetwork(listener);
        network.AddSlave(factory.CreateSlave(1, new ArrayUnit()));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var listening = network.ListenAsync(stop.Token);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancel);
        await using var master = factory.CreateMaster(client);

        Assert.Equal([7], await master.ReadHoldingRegistersAsync(1, 7, 1, Cancel));
        var absent = await Assert.ThrowsAsync<ModbusException>(() => master.ReadHoldingRegistersAsync(2, 7, 1, Cancel));
        Assert.Equal((2, 0x83, 11), (absent.SlaveAddress, absent.FunctionCode, absent.SlaveExceptionCode));
        network.AddSlave(factory.CreateSlave(2, new ArrayUnit()));
        Assert.Equal([1007], await master.ReadInputRegistersAsync(2, 7, 1, Cancel));
        Assert.Equal((byte)2, network.GetSlave(2)!.UnitId);
        network.RemoveSlave(1);
        Assert.Null(network.GetSlave(1));
        await Assert.ThrowsAsync<ModbusException>(() => master.ReadHoldingRegistersAsync(1, 7, 1, Cancel));

        await stop.CancelAsync();
        await listening;
        var broken = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(2, 7, 1, Cancel));
        Assert.Contains("only who made it can make another", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_on_a_serial_line()
    {
        var factory = new ModbusFactory();
        using var cable = await SerialCable.OpenAsync(Cancel);
        var network = factory.CreateRtuSlaveNetwork(new() { Device = cable.Left });
        network.AddSlave(factory.CreateSlave(3, new ArrayUnit()));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var listening = network.ListenAsync(stop.Token);
        await using var master = factory.CreateRtuMaster(new Serial.SerialOptions { Device = cable.Right, ResponseTimeout = TimeSpan.FromSeconds(20) });
        Assert.Equal([9], await master.ReadHoldingRegistersAsync(3, 9, 1, Cancel));
        await stop.CancelAsync();
        await listening;
    }
}
