using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Lines;
using LocalEnergyMarket.Hardware.Modbus.Rtu;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>One TCP connection to a Modbus TCP server.</summary>
public sealed class ModbusTcpTransport : ModbusTransport
{
    public ModbusTcpTransport(ModbusTcpOptions options, TimeProvider? time = null)
        : this(new TcpLineSource(options, "Modbus server", time ?? TimeProvider.System), options, time ?? TimeProvider.System)
    {
    }

    ModbusTcpTransport(ILineSource source, ModbusTcpOptions options, TimeProvider time)
        : base(new(source, options.FirstBackOff, options.LongestBackOff, time), new MbapFraming(), options.ResponseTimeout, time)
    {
    }

    /// <summary>On a connection that is open; owns it, and cannot make it anew.</summary>
    internal static ModbusTcpTransport On(TcpClient client, TimeProvider time) => new(new OpenLineSource(client), new() { Host = "" }, time);
}

/// <summary>RTU frames over one TCP connection to a serial server. Set a response time-out that covers the serial line's speed.</summary>
public sealed class ModbusRtuOverTcpTransport(ModbusTcpOptions options, TimeProvider? time = null) : ModbusTransport(
    new(new TcpLineSource(options, "serial server", time ?? TimeProvider.System), options.FirstBackOff, options.LongestBackOff, time ?? TimeProvider.System),
    new RtuFraming(echo: false, TimeSpan.FromMilliseconds(100), time ?? TimeProvider.System),
    options.ResponseTimeout,
    time ?? TimeProvider.System);
