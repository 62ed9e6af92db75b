using System.Buffers.Binary;
using System.Text;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Serving;

/// <summary>Answers a request PDU for a unit, with the checks of the application protocol's state diagrams (section 6).</summary>
static class ModbusResponder
{
    /// <returns>The length of the answer.</returns>
    public static int Answer(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        var (code, length) = (ModbusFunction)request[0] switch
        {
            ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters => Read(unit, request, answer),
            ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs => ReadBits(unit, request, answer),
            ModbusFunction.WriteSingleRegister => Confirmed(WriteSingle(unit, request), request, answer),
            ModbusFunction.WriteMultipleRegisters => Confirmed(WriteMultiple(unit, request), request, answer),
            ModbusFunction.WriteSingleCoil => Confirmed(WriteCoil(unit, request), request, answer),
            ModbusFunction.WriteMultipleCoils => Confirmed(WriteCoils(unit, request), request, answer),
            ModbusFunction.ReportServerId when unit.Identification is { } identification => ServerId(identification, answer),
            ModbusFunction.EncapsulatedInterface when unit.Identification is { } identification => IdentificationAnswer.Write(identification, request, answer),
            _ => (ModbusExceptionCode.IllegalFunction, 0),
        };
        return code == ModbusExceptionCode.None ? length : ModbusPdu.EncodeException(answer, request[0], code);
    }

    static (ModbusExceptionCode Code, int Length) Read(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        if (request.Length != 5 || Second(request) is 0 or > ModbusPdu.MaxReadRegisters)
        {
            return (ModbusExceptionCode.IllegalDataValue, 0);
        }

        if (First(request) + Second(request) > 0x10000)
        {
            return (ModbusExceptionCode.IllegalDataAddress, 0);
        }

        Span<ushort> registers = stackalloc ushort[Second(request)];
        var code = unit.Read((ModbusFunction)request[0], First(request), registers);
        return (code, ModbusPdu.EncodeReadResponse(answer, (ModbusFunction)request[0], registers));
    }

    static (ModbusExceptionCode Code, int Length) ReadBits(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        if (request.Length != 5 || Second(request) is 0 or > ModbusPdu.MaxReadBits)
        {
            return (ModbusExceptionCode.IllegalDataValue, 0);
        }

        if (First(request) + Second(request) > 0x10000)
        {
            return (ModbusExceptionCode.IllegalDataAddress, 0);
        }

        Span<bool> bits = stackalloc bool[Second(request)];
        var code = unit.ReadBits((ModbusFunction)request[0], First(request), bits);
        return (code, ModbusPdu.EncodeReadResponse(answer, (ModbusFunction)request[0], bits));
    }

    static ModbusExceptionCode WriteSingle(IModbusUnit unit, ReadOnlySpan<byte> request) =>
        request.Length == 5 ? unit.Write(First(request), [Second(request)]) : ModbusExceptionCode.IllegalDataValue;

    static ModbusExceptionCode WriteCoil(IModbusUnit unit, ReadOnlySpan<byte> request) =>
        request.Length == 5 && Second(request) is 0 or ModbusPdu.CoilOn
            ? unit.WriteBits(First(request), [Second(request) != 0])
            : ModbusExceptionCode.IllegalDataValue;

    static ModbusExceptionCode WriteMultiple(IModbusUnit unit, ReadOnlySpan<byte> request)
    {
        if (request.Length < 6 || Second(request) is 0 or > ModbusPdu.MaxWriteRegisters || request[5] != Second(request) * 2 || request.Length != 6 + request[5])
        {
            return ModbusExceptionCode.IllegalDataValue;
        }

        Span<ushort> values = stackalloc ushort[Second(request)];
        ModbusPdu.ReadRegisters(request[6..], values);
        return First(request) + values.Length > 0x10000 ? ModbusExceptionCode.IllegalDataAddress : unit.Write(First(request), values);
    }

    static ModbusExceptionCode WriteCoils(IModbusUnit unit, ReadOnlySpan<byte> request)
    {
        if (request.Length < 6 || Second(request) is 0 or > ModbusPdu.MaxWriteBits
            || request[5] != ModbusPdu.BytesOf(Second(request)) || request.Length != 6 + request[5])
        {
            return ModbusExceptionCode.IllegalDataValue;
        }

        Span<bool> values = stackalloc bool[Second(request)];
        ModbusPdu.ReadBits(request[6..], values);
        return First(request) + values.Length > 0x10000 ? ModbusExceptionCode.IllegalDataAddress : unit.WriteBits(First(request), values);
    }

    /// <summary>All writes are confirmed with the request's first five bytes: function, address and value or count.</summary>
    static (ModbusExceptionCode Code, int Length) Confirmed(ModbusExceptionCode code, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        if (code == ModbusExceptionCode.None)
        {
            request[..5].CopyTo(answer);
        }

        return (code, 5);
    }

    /// <summary>The product code as the id, then the sign that the unit runs.</summary>
    static (ModbusExceptionCode Code, int Length) ServerId(DeviceIdentification identification, Span<byte> answer)
    {
        var id = Encoding.ASCII.GetBytes(identification.ProductCode ?? "");
        answer[0] = (byte)ModbusFunction.ReportServerId;
        answer[1] = (byte)(id.Length + 1);
        id.CopyTo(answer[2..]);
        answer[2 + id.Length] = 0xFF;
        return (ModbusExceptionCode.None, 3 + id.Length);
    }

    static ushort First(ReadOnlySpan<byte> request) => BinaryPrimitives.ReadUInt16BigEndian(request[1..]);

    static ushort Second(ReadOnlySpan<byte> request) => BinaryPrimitives.ReadUInt16BigEndian(request[3..]);
}
