using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>Masters that are gentle with devices nobody knows yet: a pause between all requests, no haste, no repeated request.</summary>
public static class ProbeLine
{
    /// <summary>Longer than any device of the shipped types needs.</summary>
    public static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(1);

    /// <param name="rtu">The host is a serial server that passes RTU frames on.</param>
    public static IModbusMaster Tcp(string host, int port, IEnumerable<byte> units, bool rtu = false, TimeSpan? timeout = null, TimeSpan? pause = null)
    {
        var options = new ModbusTcpOptions { Host = host, Port = port, ResponseTimeout = timeout ?? UsualTimeout };
        return Master(rtu ? new ModbusRtuOverTcpTransport(options) : new ModbusTcpTransport(options), units, pause);
    }

    public static IModbusMaster Serial(SerialOptions line, IEnumerable<byte> units, TimeSpan? pause = null) => Master(new ModbusSerialTransport(line), units, pause);

    static ModbusMaster Master(IModbusTransport transport, IEnumerable<byte> units, TimeSpan? pause) => new(transport, new()
    {
        TimeoutRetries = 0,
        FirstRest = TimeSpan.Zero,
        LongestRest = TimeSpan.Zero,
        UnitPause = 2 * (pause ?? UsualPause),
        Units = units.Distinct().ToDictionary(u => u, _ => new ModbusUnitOptions { Gap = pause ?? UsualPause }),
    });
}
