using System.Buffers.Binary;

namespace LocalEnergyMarket.Hardware.Modbus.Pdu;

/// <summary>
/// Protocol data units: function code and data, without any framing (Modbus application protocol 1.1b3, section 6). Registers are
/// big-endian on the wire.
/// </summary>
public static class ModbusPdu
{
    /// <summary>Longest PDU in bytes.</summary>
    public const int MaxLength = 253;

    /// <summary>Most registers in one read.</summary>
    public const int MaxReadRegisters = 125;

    /// <summary>Most registers in one write.</summary>
    public const int MaxWriteRegisters = 123;

    /// <summary>Most coils or discrete inputs in one read.</summary>
    public const int MaxReadBits = 2000;

    /// <summary>Most coils in one write.</summary>
    public const int MaxWriteBits = 1968;

    /// <summary>The value that sets a single coil; 0 clears it.</summary>
    public const ushort CoilOn = 0xFF00;

    /// <summary>Set in the function code of an answer that is an exception.</summary>
    public const byte ExceptionFlag = 0x80;

    /// <summary>A read of registers, coils or inputs.</summary>
    public static int EncodeRead(Span<byte> target, ModbusFunction function, ushort address, ushort count)
    {
        ArgumentOutOfRangeException.ThrowIfZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, function is ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs ? MaxReadBits : MaxReadRegisters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address + count, 0x10000, nameof(count));
        return EncodeFour(target, function, address, count);
    }

    public static int EncodeWriteSingle(Span<byte> target, ushort address, ushort value) =>
        EncodeFour(target, ModbusFunction.WriteSingleRegister, address, value);

    public static int EncodeWriteMultiple(Span<byte> target, ushort address, ReadOnlySpan<ushort> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, MaxWriteRegisters, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address + values.Length, 0x10000, nameof(values));
        EncodeFour(target, ModbusFunction.WriteMultipleRegisters, address, (ushort)values.Length);
        target[5] = (byte)(values.Length * 2);
        WriteRegisters(target[6..], values);
        return 6 + (values.Length * 2);
    }

    public static int EncodeWriteCoil(Span<byte> target, ushort address, bool value) =>
        EncodeFour(target, ModbusFunction.WriteSingleCoil, address, value ? CoilOn : (ushort)0);

    public static int EncodeWriteCoils(Span<byte> target, ushort address, ReadOnlySpan<bool> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, MaxWriteBits, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address + values.Length, 0x10000, nameof(values));
        EncodeFour(target, ModbusFunction.WriteMultipleCoils, address, (ushort)values.Length);
        target[5] = (byte)BytesOf(values.Length);
        WriteBits(target[6..], values);
        return 6 + target[5];
    }

    public static int EncodeException(Span<byte> target, byte function, ModbusExceptionCode code)
    {
        target[0] = (byte)(function | ExceptionFlag);
        target[1] = (byte)code;
        return 2;
    }

    public static int EncodeReadResponse(Span<byte> target, ModbusFunction function, ReadOnlySpan<ushort> registers)
    {
        target[0] = (byte)function;
        target[1] = (byte)(registers.Length * 2);
        WriteRegisters(target[2..], registers);
        return 2 + (registers.Length * 2);
    }

    public static int EncodeReadResponse(Span<byte> target, ModbusFunction function, ReadOnlySpan<bool> bits)
    {
        target[0] = (byte)function;
        target[1] = (byte)BytesOf(bits.Length);
        WriteBits(target[2..], bits);
        return 2 + target[1];
    }

    /// <summary>The coils or inputs in the answer to a read of <paramref name="count"/>; null if the answer has another length.</summary>
    public static bool[]? DecodeBitsResponse(ReadOnlySpan<byte> response, ushort count)
    {
        if (response.Length != 2 + BytesOf(count) || response[1] != BytesOf(count))
        {
            return null;
        }

        var bits = new bool[count];
        ReadBits(response[2..], bits);
        return bits;
    }

    /// <summary>How many bytes carry so many bits.</summary>
    public static int BytesOf(int bits) => (bits + 7) / 8;

    /// <summary>The first bit is the lowest of the first byte.</summary>
    public static void ReadBits(ReadOnlySpan<byte> source, Span<bool> bits)
    {
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = (source[i / 8] & (1 << (i % 8))) != 0;
        }
    }

    /// <summary>The registers in the answer to a read of <paramref name="count"/> registers; null if the answer has another length.</summary>
    public static ushort[]? DecodeReadResponse(ReadOnlySpan<byte> response, ushort count)
    {
        if (response.Length != 2 + (count * 2) || response[1] != count * 2)
        {
            return null;
        }

        var registers = new ushort[count];
        ReadRegisters(response[2..], registers);
        return registers;
    }

    public static void ReadRegisters(ReadOnlySpan<byte> source, Span<ushort> registers)
    {
        for (var i = 0; i < registers.Length; i++)
        {
            registers[i] = BinaryPrimitives.ReadUInt16BigEndian(source[(i * 2)..]);
        }
    }

    static void WriteBits(Span<byte> target, ReadOnlySpan<bool> bits)
    {
        target[..BytesOf(bits.Length)].Clear();
        for (var i = 0; i < bits.Length; i++)
        {
            target[i / 8] |= bits[i] ? (byte)(1 << (i % 8)) : (byte)0;
        }
    }

    static void WriteRegisters(Span<byte> target, ReadOnlySpan<ushort> registers)
    {
        for (var i = 0; i < registers.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target[(i * 2)..], registers[i]);
        }
    }

    static int EncodeFour(Span<byte> target, ModbusFunction function, ushort first, ushort second)
    {
        target[0] = (byte)function;
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], first);
        BinaryPrimitives.WriteUInt16BigEndian(target[3..], second);
        return 5;
    }
}
