using System.Buffers.Binary;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>Answers a request PDU for a unit, with the checks of the application protocol's state diagrams (section 6).</summary>
static class ModbusResponder
{
    public static int Answer(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        var function = (ModbusFunction)request[0];
        Span<ushort> registers = stackalloc ushort[ModbusPdu.MaxReadRegisters];
        var code = function switch
        {
            ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters => Read(unit, request, ref registers),
            ModbusFunction.WriteSingleRegister => WriteSingle(unit, request),
            ModbusFunction.WriteMultipleRegisters => WriteMultiple(unit, request),
            _ => ModbusExceptionCode.IllegalFunction,
        };
        if (code != ModbusExceptionCode.None)
        {
            return ModbusPdu.EncodeException(answer, request[0], code);
        }

        if (function is ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters)
        {
            return ModbusPdu.EncodeReadResponse(answer, function, registers);
        }

        request[..5].CopyTo(answer);
        return 5;
    }

    static ModbusExceptionCode Read(IModbusUnit unit, ReadOnlySpan<byte> request, ref Span<ushort> registers)
    {
        if (request.Length != 5 || Second(request) is 0 or > ModbusPdu.MaxReadRegisters)
        {
            return ModbusExceptionCode.IllegalDataValue;
        }

        registers = registers[..Second(request)];
        return First(request) + registers.Length > 0x10000
            ? ModbusExceptionCode.IllegalDataAddress
            : unit.Read((ModbusFunction)request[0], First(request), registers);
    }

    static ModbusExceptionCode WriteSingle(IModbusUnit unit, ReadOnlySpan<byte> request) =>
        request.Length == 5 ? unit.Write(First(request), [Second(request)]) : ModbusExceptionCode.IllegalDataValue;

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

    static ushort First(ReadOnlySpan<byte> request) => BinaryPrimitives.ReadUInt16BigEndian(request[1..]);

    static ushort Second(ReadOnlySpan<byte> request) => BinaryPrimitives.ReadUInt16BigEndian(request[3..]);
}
