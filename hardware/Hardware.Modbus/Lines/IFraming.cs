namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>Puts requests into frames and finds their answers. One for each transport; not for two callers at once.</summary>
interface IFraming
{
    /// <summary>Frames carry a number that is the request's and its answer's.</summary>
    bool NumbersRequests { get; }

    /// <summary>An answer has begun and its rest is still to come: the next request would read that rest.</summary>
    bool InsideFrame { get; }

    /// <summary>What was thrown away while the last request waited; null if nothing was.</summary>
    string? Discarded { get; }

    /// <summary>How many bytes a request and its answer are on the line together; where only the end is known, at most.</summary>
    int BytesBothWays(ReadOnlySpan<byte> request);

    /// <summary>Makes the line ready for a request: silence, old bytes away.</summary>
    ValueTask PrepareAsync(ILine line, CancellationToken cancellationToken);

    /// <returns>The answer's length; 0 if nobody answers this.</returns>
    /// <exception cref="InvalidDataException">What came is not Modbus in these frames.</exception>
    ValueTask<int> ExchangeAsync(ILine line, byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken cancellationToken);
}
