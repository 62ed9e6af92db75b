using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Rtu;

/// <summary>
/// Where RTU frames (unit, PDU, CRC) begin and end in a stream of bytes. Silence between frames does not survive USB adapters and serial
/// servers, so length follows from the function, and only the CRC proves it.
/// </summary>
static class RtuFrames
{
    /// <summary>Longest frame in bytes: unit, PDU, CRC.</summary>
    public const int MaxLength = 1 + ModbusPdu.MaxLength + 2;

    const int Unknown = -1;

    /// <summary>How long an answer that begins so is. 0: more bytes are needed to say; negative: no answer begins so.</summary>
    public static int AnswerLength(ReadOnlySpan<byte> start)
    {
        if (start.Length < 2)
        {
            return 0;
        }

        return start[1] switch
        {
            >= ModbusPdu.ExceptionFlag => 5,
            1 or 2 or 3 or 4 or 12 or 17 or 20 or 21 or 23 => start.Length < 3 ? 0 : Within(5 + start[2]),
            5 or 6 or 8 or 11 or 15 or 16 => 8,
            7 => 5,
            22 => 10,
            43 => IdentificationLength(start),
            _ => Unknown,
        };
    }

    /// <summary>How long a request that begins so is. 0: more bytes are needed to say; negative: no request begins so.</summary>
    public static int RequestLength(ReadOnlySpan<byte> start)
    {
        if (start.Length < 2)
        {
            return 0;
        }

        return start[1] switch
        {
            >= 1 and <= 6 or 8 => 8,
            7 or 11 or 12 or 17 => 4,
            15 or 16 => start.Length < 7 ? 0 : Within(9 + start[6]),
            20 or 21 => start.Length < 3 ? 0 : Within(5 + start[2]),
            22 => 10,
            23 => start.Length < 11 ? 0 : Within(13 + start[10]),
            24 => 6,
            43 => 7,
            _ => Unknown,
        };
    }

    /// <summary>True if a whole frame of this length is at the start and its CRC is right.</summary>
    public static bool Stands(ReadOnlySpan<byte> start, int length) => length >= 4 && length <= start.Length && Crc16.Holds(start[..length]);

    /// <summary>Puts unit and CRC around a PDU; returns the frame's length.</summary>
    public static int Write(Span<byte> target, byte unit, ReadOnlySpan<byte> pdu)
    {
        target[0] = unit;
        pdu.CopyTo(target[1..]);
        Crc16.Seal(target[..(pdu.Length + 3)]);
        return pdu.Length + 3;
    }

    // Unit, function, 14, level, conformity, more, next, count, then count times number, length, value.
    static int IdentificationLength(ReadOnlySpan<byte> start)
    {
        if (start.Length < 8)
        {
            return 0;
        }

        var length = 8;
        for (var i = 0; i < start[7]; i++)
        {
            if (start.Length < length + 2)
            {
                return length >= MaxLength ? Unknown : 0;
            }

            length += 2 + start[length + 1];
        }

        return Within(length + 2);
    }

    static int Within(int length) => length <= MaxLength ? length : Unknown;
}
