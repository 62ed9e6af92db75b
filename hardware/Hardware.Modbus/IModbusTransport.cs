namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>
/// Carries protocol data units (function code and data) to a unit and brings its answer back. How they are framed (TCP, RTU) is the
/// transport's matter alone.
/// </summary>
public interface IModbusTransport : IAsyncDisposable
{
    /// <summary>Sends the request and writes the answer that belongs to it into <paramref name="response"/> (253 bytes); returns its length.</summary>
    /// <exception cref="ModbusTransportException">There was no usable answer.</exception>
    ValueTask<int> ExchangeAsync(byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken cancellationToken);
}
