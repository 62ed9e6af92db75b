using LocalEnergyMarket.Hardware.Modbus.Serving;

namespace LocalEnergyMarket.Hardware.Modbus.Serial;

/// <summary>Serves units as Modbus RTU on a serial device (or a pseudo-terminal) until disposed, or until the device is gone.</summary>
public sealed class ModbusSerialServer : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly SerialLine _line;

    ModbusSerialServer(SerialLine line, IReadOnlyDictionary<byte, IModbusUnit> units, ModbusServerOptions options)
    {
        _line = line;
        Completion = ServeAsync(new(units, options));
    }

    /// <summary>Done when nothing is served any more.</summary>
    public Task Completion { get; }

    /// <summary>Serves at once. A request for a unit that is not there is not answered: it may be for another device on the line.</summary>
    /// <exception cref="ModbusTransportException">The device cannot be used; the message says what to do.</exception>
    public static ModbusSerialServer Start(SerialOptions serial, IReadOnlyDictionary<byte, IModbusUnit> units, ModbusServerOptions? options = null) =>
        new(SerialLine.Open(serial), units, options ?? new());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Completion;
        _stop.Dispose();
    }

    async Task ServeAsync(ModbusAnswering answering)
    {
        using (_line)
        {
            try
            {
                while (true)
                {
                    // A fault that hangs up has no meaning here: the line stays.
                    await answering.ServeRtuAsync(_line, _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The device is gone, or the server stops.
            }
        }
    }
}
