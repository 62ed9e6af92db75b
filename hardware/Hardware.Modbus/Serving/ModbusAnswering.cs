using LocalEnergyMarket.Hardware.Modbus.Lines;
using LocalEnergyMarket.Hardware.Modbus.Pdu;
using LocalEnergyMarket.Hardware.Modbus.Rtu;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus.Serving;

/// <summary>Answers what comes on a line until it breaks, with the faults that were ordered. Knows how frames look, not what carries them.</summary>
sealed class ModbusAnswering(IReadOnlyDictionary<byte, IModbusUnit> units, ModbusServerOptions options)
{
    const byte Broadcast = 0;

    /// <summary>Modbus TCP. Returns when the bytes are no longer frames, or a fault hangs up.</summary>
    public async Task ServeTcpAsync(ILine line, CancellationToken cancellationToken)
    {
        var frame = new byte[MbapHeader.Length + ModbusPdu.MaxLength];
        var answer = new byte[frame.Length];
        while (true)
        {
            await line.ReadExactlyAsync(frame.AsMemory(0, MbapHeader.Length), cancellationToken);
            if (!MbapHeader.TryRead(frame, out var header))
            {
                return;
            }

            var request = frame.AsMemory(MbapHeader.Length, header.PduLength);
            await line.ReadExactlyAsync(request, cancellationToken);
            var fault = options.Faults?.Next(ModbusServerRequest.Of(header.Unit, request.Span));
            var length = units.TryGetValue(header.Unit, out var unit)
                ? Answer(unit, fault, request.Span, answer.AsSpan(MbapHeader.Length))
                : ModbusPdu.EncodeException(answer.AsSpan(MbapHeader.Length), request.Span[0], ModbusExceptionCode.GatewayTargetFailedToRespond);
            new MbapHeader((ushort)(header.Transaction + (fault?.TransactionOffset ?? 0)), (byte)(header.Unit + (fault?.UnitOffset ?? 0)), length).Write(answer);
            answer[3] ^= fault is { Damaged: true } ? (byte)0x55 : (byte)0;
            if (!await SendAsync(line, answer.AsMemory(0, MbapHeader.Length + length), fault, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>RTU frames. Requests for units that are not here are another's on the same line: no answer.</summary>
    public async Task ServeRtuAsync(ILine line, CancellationToken cancellationToken)
    {
        var buffer = new byte[2 * RtuFrames.MaxLength];
        var answer = new byte[RtuFrames.MaxLength];
        for (var filled = 0; ;)
        {
            filled += await line.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            while (RtuScan.ForRequest(buffer.AsSpan(0, filled)) is { Found: true } found)
            {
                var frame = buffer.AsMemory(found.Start, found.Length).ToArray();
                buffer.AsSpan((found.Start + found.Length)..filled).CopyTo(buffer);
                filled -= found.Start + found.Length;
                if (Frame(frame[0], frame.AsSpan(1..^2), answer, out var fault) is var length and > 0
                    && !await SendAsync(line, answer.AsMemory(0, length), fault, cancellationToken))
                {
                    return;
                }
            }

            if (filled > RtuFrames.MaxLength)
            {
                buffer.AsSpan((filled - RtuFrames.MaxLength)..filled).CopyTo(buffer);
                filled = RtuFrames.MaxLength;
            }
        }
    }

    int Frame(byte address, ReadOnlySpan<byte> request, Span<byte> answer, out ModbusFault? fault)
    {
        fault = null;
        Span<byte> pdu = stackalloc byte[ModbusPdu.MaxLength];
        if (address == Broadcast && !units.ContainsKey(Broadcast))
        {
            foreach (var each in units.Values)
            {
                ModbusResponder.Answer(each, request, pdu);
            }

            return 0;
        }

        if (!units.TryGetValue(address, out var unit))
        {
            return 0;
        }

        fault = options.Faults?.Next(ModbusServerRequest.Of(address, request));
        var length = Answer(unit, fault, request, pdu);
        length = RtuFrames.Write(answer, (byte)(address + (fault?.UnitOffset ?? 0)), pdu[..length]);
        answer[length - 1] ^= fault is { Damaged: true } ? (byte)0x55 : (byte)0;
        return length;
    }

    static int Answer(IModbusUnit unit, ModbusFault? fault, ReadOnlySpan<byte> request, Span<byte> answer) =>
        fault is { Exception: not ModbusExceptionCode.None }
            ? ModbusPdu.EncodeException(answer, request[0], fault.Exception)
            : ModbusResponder.Answer(unit, request, answer);

    /// <returns>False if the connection is to be closed.</returns>
    async ValueTask<bool> SendAsync(ILine line, ReadOnlyMemory<byte> frame, ModbusFault? fault, CancellationToken cancellationToken)
    {
        if (fault is null)
        {
            await line.WriteAsync(frame, cancellationToken);
            return true;
        }

        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, options.Time, cancellationToken);
        }

        if (!fault.Before.IsEmpty)
        {
            await line.WriteAsync(fault.Before, cancellationToken);
        }

        var shown = fault.Silent ? default : frame[..Math.Min(frame.Length, fault.CutAfter ?? frame.Length)];
        if (fault.BytePause is { } pause)
        {
            for (var i = 0; i < shown.Length; i++)
            {
                await Task.Delay(pause, options.Time, cancellationToken);
                await line.WriteAsync(shown.Slice(i, 1), cancellationToken);
            }
        }
        else if (!shown.IsEmpty)
        {
            await line.WriteAsync(shown, cancellationToken);
        }

        return !fault.Close;
    }
}
