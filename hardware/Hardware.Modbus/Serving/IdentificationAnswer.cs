using System.Text;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Serving;

/// <summary>Function 43/14 as a server answers it: as many whole objects as fit, and from where to ask on (section 6.21).</summary>
static class IdentificationAnswer
{
    const byte One = 4;

    public static (ModbusExceptionCode Code, int Length) Write(DeviceIdentification identification, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        if (request.Length != 4 || request[1] != DeviceIdentification.Interface)
        {
            return (ModbusExceptionCode.IllegalFunction, 0);
        }

        var (level, first) = (request[2], request[3]);
        if (level is 0 or > One)
        {
            return (ModbusExceptionCode.IllegalDataValue, 0);
        }

        if (level == One && !identification.Objects.ContainsKey(first))
        {
            return (ModbusExceptionCode.IllegalDataAddress, 0);
        }

        // An object that is not there, in a stream, means: from the beginning.
        var last = level switch { 1 => 2, 2 => 0x7F, _ => 0xFF };
        var start = identification.Objects.ContainsKey(first) ? first : (byte)0;
        byte[] ids = level == One ? [first] : [.. identification.Objects.Keys.Where(id => id >= start && id <= last).Order()];

        request[..3].CopyTo(answer);
        answer[3] = (byte)(0x80 | identification.Objects.Keys.Max() switch { <= 2 => 1, <= 0x7F => 2, _ => 3 });
        answer[4..7].Clear();
        var length = 7;
        foreach (var id in ids)
        {
            var value = Encoding.ASCII.GetBytes(identification.Objects[id]).AsSpan();
            if (length + 2 + value.Length > ModbusPdu.MaxLength)
            {
                (answer[4], answer[5]) = (0xFF, id);
                break;
            }

            (answer[length], answer[length + 1]) = (id, (byte)value.Length);
            value.CopyTo(answer[(length + 2)..]);
            length += 2 + value.Length;
            answer[6]++;
        }

        return (ModbusExceptionCode.None, length);
    }
}
