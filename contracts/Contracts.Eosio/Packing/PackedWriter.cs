using System.Buffers.Binary;
using System.Text;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Writes EOSIO's packed form: little endian, lengths as varuint32.</summary>
public sealed class PackedWriter
{
    byte[] _buffer;
    int _length;

    public PackedWriter(int capacity = 128) => _buffer = new byte[Math.Max(capacity, 16)];

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public byte[] ToArray() => Written.ToArray();

    public PackedWriter Byte(byte value)
    {
        Reserve(1)[0] = value;
        return this;
    }

    public PackedWriter Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public PackedWriter SByte(sbyte value) => Byte(unchecked((byte)value));

    public PackedWriter UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);
        return this;
    }

    public PackedWriter Int16(short value) => UInt16(unchecked((ushort)value));

    public PackedWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);
        return this;
    }

    public PackedWriter Int32(int value) => UInt32(unchecked((uint)value));

    public PackedWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        return this;
    }

    public PackedWriter Int64(long value) => UInt64(unchecked((ulong)value));

    public PackedWriter UInt128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(Reserve(16), value);
        return this;
    }

    public PackedWriter Int128(Int128 value) => UInt128(unchecked((UInt128)value));

    public PackedWriter Single(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(Reserve(4), value);
        return this;
    }

    public PackedWriter Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);
        return this;
    }

    public PackedWriter VarUInt32(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        return Byte((byte)value);
    }

    /// <summary>Zigzag, then varuint32.</summary>
    public PackedWriter VarInt32(int value) => VarUInt32(unchecked((uint)((value << 1) ^ (value >> 31))));

    /// <summary>The bytes as they are, without a length.</summary>
    public PackedWriter Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        return this;
    }

    public PackedWriter Bytes(ReadOnlySpan<byte> value) => VarUInt32((uint)value.Length).Raw(value);

    public PackedWriter String(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var count = Encoding.UTF8.GetByteCount(value);
        VarUInt32((uint)count);
        Encoding.UTF8.GetBytes(value, Reserve(count));
        return this;
    }

    public PackedWriter Name(Name value) => UInt64(value.Value);

    public PackedWriter Checksum256(in Checksum256 value)
    {
        value.CopyTo(Reserve(Eosio.Checksum256.Size));
        return this;
    }

    public PackedWriter TimePointSec(TimePointSec value) => UInt32(value.Seconds);

    public PackedWriter PublicKey(PublicKey value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Byte((byte)value.Type).Raw(value.Packed);
    }

    public PackedWriter Signature(Signature value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Byte((byte)value.Type).Raw(value.Packed);
    }

    Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_length + count)));
        }

        var reserved = _buffer.AsSpan(_length, count);
        _length += count;
        return reserved;
    }
}
