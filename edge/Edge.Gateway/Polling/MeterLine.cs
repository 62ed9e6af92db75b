using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>What meters share: a serial device, or a TCP address with what is spoken there. Equal lines are one bus.</summary>
sealed record MeterLine(string Host, int Port, bool RtuOverTcp, SerialLineOptions? Serial)
{
    /// <summary>Longest pause between attempts to reach a line.</summary>
    static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    const int SerialUnitPauseMs = 50;

    public static MeterLine Of(MeterOptions meter, DeviceType device) => meter.SerialLine is { } serial
        ? new("", 0, false, serial)
        : new(meter.Host!.ToUpperInvariant(), meter.Port ?? device.Port, meter.RtuOverTcp, null);

    /// <summary>The unit that a meter answers as.</summary>
    public static byte UnitOf(MeterOptions meter, DeviceType device) => (byte?)meter.Unit ?? device.Unit;

    /// <summary>The bus, paced as its meters need.</summary>
    public IModbusMaster Open(IReadOnlyCollection<(MeterOptions Meter, DeviceType Device)> meters)
    {
        var usualPause = Serial is not null || RtuOverTcp ? SerialUnitPauseMs : 0;
        return new ModbusMaster(Transport(meters.First().Meter), new()
        {
            UnitPause = TimeSpan.FromMilliseconds(meters.Max(m => m.Meter.UnitPauseMs ?? usualPause)),
            Units = meters.GroupBy(m => UnitOf(m.Meter, m.Device)).ToDictionary(unit => unit.Key, unit => new ModbusUnitOptions
            {
                Gap = TimeSpan.FromMilliseconds(unit.Max(m => m.Meter.GapMs ?? m.Device.PauseMs)),
                ResponseTimeout = TimeSpan.FromMilliseconds(unit.Max(m => m.Meter.TimeoutMs)),
            }),
        });
    }

    IModbusTransport Transport(MeterOptions meter)
    {
        if (Serial is not null)
        {
            return new ModbusSerialTransport(ToSerial(Serial));
        }

        var tcp = new ModbusTcpOptions { Host = meter.Host!, Port = Port, LongestBackOff = LongestBackOff };
        return RtuOverTcp ? new ModbusRtuOverTcpTransport(tcp) : new ModbusTcpTransport(tcp);
    }

    static SerialOptions ToSerial(SerialLineOptions line) => new()
    {
        Device = line.Device,
        Baud = line.Baud,
        Parity = Enum.Parse<SerialParity>(line.Parity, ignoreCase: true),
        StopBits = line.StopBits,
        Echo = line.Echo,
        LongestBackOff = LongestBackOff,
        Rs485 = line.Rs485 is { } rs485
            ? new()
            {
                RtsOnSend = rs485.RtsOnSend,
                RtsAfterSend = rs485.RtsAfterSend,
                ReceiveDuringSend = rs485.ReceiveDuringSend,
                DelayBeforeSendMs = rs485.DelayBeforeSendMs,
                DelayAfterSendMs = rs485.DelayAfterSendMs,
            }
            : null,
    };
}
