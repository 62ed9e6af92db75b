namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>
/// Bytes both ways: an open socket or serial device. Not for two callers at once. What breaks it is an <see cref="IOException"/>
/// (<see cref="EndOfStreamException"/> if the peer closed it).
/// </summary>
interface ILine : IDisposable
{
    /// <summary>At least one byte.</summary>
    ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken);

    /// <summary>All of them.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Throws away what has arrived and was not read; returns how many bytes.</summary>
    int Discard();

    /// <summary>How long so many bytes are on the wire; zero where that does not matter.</summary>
    TimeSpan TimeOf(int bytes);

    /// <summary>The silence that ends a frame (Modbus over serial line 1.02, section 2.5.1.1); zero where there is none.</summary>
    TimeSpan FrameSilence { get; }
}
