using LocalEnergyMarket.Hardware.Modbus.Lines;
using LocalEnergyMarket.Hardware.Modbus.Rtu;

namespace LocalEnergyMarket.Hardware.Modbus.Serial;

/// <summary>Modbus RTU on a serial device, which this has for itself while it is open.</summary>
public sealed class ModbusSerialTransport(SerialOptions options, TimeProvider? time = null) : ModbusTransport(
    new(new SerialLineSource(options), options.FirstBackOff, options.LongestBackOff, time ?? TimeProvider.System),
    new RtuFraming(options.Echo, options.BroadcastPause, time ?? TimeProvider.System),
    options.ResponseTimeout,
    time ?? TimeProvider.System);

sealed class SerialLineSource(SerialOptions options) : ILineSource
{
    public string Place => options.ToString();

    public string SilenceAdvice => "check the unit id, the baud rate and parity, and the wiring (are A and B swapped?)";

    public ValueTask<ILine> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(SerialLine.Open(options));
    }
}
