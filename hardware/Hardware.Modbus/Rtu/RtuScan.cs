using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Rtu;

/// <summary>
/// The rule by which the answer to a request is found among what a line brings. Frames with a right CRC that are another unit's, or do not
/// fit the request (function, byte count, confirmed values), are skipped whole: they are foreign or late. Bytes that are no frame are noise.
/// </summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct RtuScan(int Start, int Length, int Foreign, bool Damaged)
{
    public bool Found => Length > 0;

    /// <param name="received">All that came since the request was sent.</param>
    /// <param name="request">The request's PDU.</param>
    public static RtuScan ForAnswer(ReadOnlySpan<byte> received, byte unit, ReadOnlySpan<byte> request)
    {
        var (foreign, damaged) = (0, false);
        for (var i = 0; i < received.Length;)
        {
            var rest = received[i..];
            var length = RtuFrames.AnswerLength(rest);
            if (!RtuFrames.Stands(rest, length))
            {
                damaged |= length >= 4 && length <= rest.Length && rest[0] == unit && Answers(rest[1..(length - 2)], request);
                i++;
            }
            else if (rest[0] == unit && Answers(rest[1..(length - 2)], request))
            {
                return new(i, length, foreign, false);
            }
            else
            {
                foreign++;
                i += length;
            }
        }

        return new(0, 0, foreign, damaged);
    }

    /// <summary>The first request in what was received. Other units' answers, which share the line, are skipped.</summary>
    public static RtuScan ForRequest(ReadOnlySpan<byte> received)
    {
        for (var i = 0; i < received.Length;)
        {
            var rest = received[i..];
            var length = RtuFrames.RequestLength(rest);
            if (RtuFrames.Stands(rest, length))
            {
                return new(i, length, 0, false);
            }

            var answer = RtuFrames.AnswerLength(rest);
            i += RtuFrames.Stands(rest, answer) ? answer : 1;
        }

        return default;
    }

    /// <summary>Whether a PDU can be the answer to a request, by all that RTU lets one see.</summary>
    public static bool Answers(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> request)
    {
        if (answer[0] == (request[0] | ModbusPdu.ExceptionFlag))
        {
            return answer.Length == 2;
        }

        return answer[0] == request[0] && (ModbusFunction)request[0] switch
        {
            ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs => answer.Length >= 2 && answer[1] == ModbusPdu.BytesOf(Count(request)),
            ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters => answer.Length >= 2 && answer[1] == Count(request) * 2,
            ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister or ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters =>
                answer.SequenceEqual(request[..5]),
            _ => true,
        };
    }

    /// <summary>The longest frame that answers a request, in bytes.</summary>
    public static int LongestAnswer(ReadOnlySpan<byte> request) => (ModbusFunction)request[0] switch
    {
        ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs => 5 + ModbusPdu.BytesOf(Count(request)),
        ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters => 5 + (2 * Count(request)),
        ModbusFunction.ReportServerId or ModbusFunction.EncapsulatedInterface => RtuFrames.MaxLength,
        _ => 8,
    };

    static int Count(ReadOnlySpan<byte> request) => (request[3] << 8) | request[4];
}
