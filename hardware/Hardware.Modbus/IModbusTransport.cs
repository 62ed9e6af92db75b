namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>
/// Carries protocol data units (function code and data) to a unit and brings its answer back. How they are framed (TCP, RTU) is the
/// transport's matter alone.
/// </summary>
public interface IModbusTransport : IAsyncDisposable
{
    /// <summary>
    /// Frames carry a number that tells a late answer from the one that is waited for. Without it, a unit that did not answer in time must be
    /// left alone until its answer can no longer come.
    /// </summary>
    bool NumbersRequests { get; }

    /// <summary>How long an answer is waited for if a request does not say.</summary>
    TimeSpan ResponseTimeout { get; }

    /// <summary>Sends the request and writes the answer that belongs to it into <paramref name="response"/> (253 bytes).</summary>
    /// <param name="timeout">Longest wait for the answer, on top of the time that the bytes take on the wire; null: the line's own.</param>
    /// <returns>The answer's length; 0 for a broadcast (unit 0 on a serial line), which nobody answers.</returns>
    /// <exception cref="ModbusTransportException">There was no usable answer.</exception>
    ValueTask<int> ExchangeAsync(byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, TimeSpan? timeout, CancellationToken cancellationToken);
}
