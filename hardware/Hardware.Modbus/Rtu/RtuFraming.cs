using LocalEnergyMarket.Hardware.Modbus.Lines;

namespace LocalEnergyMarket.Hardware.Modbus.Rtu;

/// <summary>RTU frames; the rule of discarding is <see cref="RtuScan"/>'s. A line that gives our own bytes back (echo) is told by option.</summary>
sealed class RtuFraming(bool echo, TimeSpan broadcastPause, TimeProvider time) : IFraming
{
    readonly byte[] _request = new byte[RtuFrames.MaxLength];
    readonly byte[] _received = new byte[2 * RtuFrames.MaxLength];
    long _lastByte;
    RtuScan _last;
    int _noise;

    public bool NumbersRequests => false;

    public bool InsideFrame => false;

    public string? Discarded => (_last, _noise) switch
    {
        ({ Damaged: true }, _) => "an answer came with a wrong check sum: look for a loose wire, a missing end resistor, two devices with the same unit id",
        ({ Foreign: > 0 }, _) => $"{_last.Foreign} frames of other units or requests came",
        (_, > 0) => $"{_noise} bytes came that are no frame: compare baud rate and parity with the device's",
        _ => null,
    };

    public int BytesBothWays(ReadOnlySpan<byte> request) => 3 + request.Length + RtuScan.LongestAnswer(request);

    public async ValueTask PrepareAsync(ILine line, CancellationToken cancellationToken)
    {
        if (line.Discard() > 0)
        {
            _lastByte = time.GetTimestamp();
        }

        while (line.FrameSilence - time.GetElapsedTime(_lastByte) is var left && left > TimeSpan.Zero)
        {
            // Timers count whole milliseconds and cut.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellationToken);
            if (line.Discard() > 0)
            {
                _lastByte = time.GetTimestamp();
            }
        }
    }

    public async ValueTask<int> ExchangeAsync(ILine line, byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken cancellationToken)
    {
        if (unit == 0 && !((ModbusFunction)request.Span[0]).Writes())
        {
            throw new ArgumentOutOfRangeException(nameof(unit), "On a serial line unit 0 is all units, and nobody answers: it can be written to, not read.");
        }

        (_last, _noise) = (default, 0);
        var sent = RtuFrames.Write(_request, unit, request.Span);
        await line.WriteAsync(_request.AsMemory(0, sent), cancellationToken);
        _lastByte = time.GetTimestamp() + (long)(line.TimeOf(sent).TotalSeconds * time.TimestampFrequency);
        if (unit == 0)
        {
            await Task.Delay(line.TimeOf(sent) + broadcastPause, time, cancellationToken);
            return 0;
        }

        for (var filled = 0; ;)
        {
            filled += await line.ReadAsync(_received.AsMemory(filled), cancellationToken);
            _lastByte = time.GetTimestamp();
            var skip = echo ? Math.Min(sent, filled) : 0;
            _last = RtuScan.ForAnswer(_received.AsSpan(skip..filled), unit, request.Span);
            _noise = filled - skip;
            if (_last.Found)
            {
                _received.AsSpan(skip + _last.Start + 1, _last.Length - 3).CopyTo(response.Span);
                return _last.Length - 3;
            }

            if (filled > _received.Length - 16)
            {
                // Nothing so far was the answer; the newest bytes may be its beginning.
                _received.AsSpan((filled - RtuFrames.MaxLength + 1)..filled).CopyTo(_received);
                filled = RtuFrames.MaxLength - 1;
            }
        }
    }
}
