using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Reads EOSIO's packed form with strict bounds. Every method throws <see cref="EosioFormatException"/> when the bytes end too soon or do not fit.</summary>
public ref struct PackedReader(ReadOnlySpan<byte> data)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly ReadOnlySpan<byte> _data = data;
    int _position;

    public readonly int Position => _position;

    public readonly int Remaining => _data.Length - _position;

    public byte Byte() => Raw(1)[0];

    public sbyte SByte() => unchecked((sbyte)Byte());

    public bool Bool()
    {
        var value = Byte();
        return value switch
        {
            0 => false,
            1 => true,
            _ => throw new EosioFormatException($"Byte {value} at offset {_position - 1} is not a bool: 0 or 1 expected."),
        };
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Raw(2));

    public short Int16() => BinaryPrimitives.ReadInt16LittleEndian(Raw(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Raw(4));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Raw(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(8));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Raw(8));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Raw(16));

    public Int128 Int128() => BinaryPrimitives.ReadInt128LittleEndian(Raw(16));

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Raw(4));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Raw(8));

    public uint VarUInt32()
    {
        var start = _position;
        ulong value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value <= uint.MaxValue
                    ? (uint)value
                    : throw new EosioFormatException($"The varuint32 at offset {start} is above 4294967295.");
            }
        }

        throw new EosioFormatException($"The varuint32 at offset {start} is longer than 5 bytes.");
    }

    public int VarInt32()
    {
        var value = VarUInt32();
        return unchecked((int)(value >> 1) ^ -(int)(value & 1));
    }

    /// <summary>A count of elements that follow, each of at least <paramref name="minimumElementSize"/> bytes: a count the data cannot hold is refused before anything is allocated.</summary>
    public int Count(int minimumElementSize = 1)
    {
        var start = _position;
        var count = VarUInt32();
        return (ulong)count * (uint)minimumElementSize <= (uint)Remaining
            ? (int)count
            : throw new EosioFormatException(string.Create(CultureInfo.InvariantCulture, $"The length {count} at offset {start} goes past the end: only {Remaining} bytes are left."));
    }

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count > Remaining)
        {
            throw new EosioFormatException(string.Create(CultureInfo.InvariantCulture, $"The data ends too soon: {count} bytes expected at offset {_position}, {Remaining} left."));
        }

        var slice = _data.Slice(_position, count);
        _position += count;
        return slice;
    }

    public ReadOnlySpan<byte> Bytes() => Raw(Count());

    public string String()
    {
        var start = _position;
        var bytes = Bytes();
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException notUtf8)
        {
            throw new EosioFormatException($"The string at offset {start} is not UTF-8.", notUtf8);
        }
    }

    public Name Name() => new(UInt64());

    public Checksum256 Checksum256() => new(Raw(Eosio.Checksum256.Size));

    public TimePointSec TimePointSec() => new(UInt32());

    public PublicKey PublicKey()
    {
        var type = KeyType();
        return Eosio.PublicKey.Read(type, ref this);
    }

    public Signature Signature()
    {
        var type = KeyType();
        return Eosio.Signature.Read(type, ref this);
    }

    /// <exception cref="EosioFormatException">Bytes are left over.</exception>
    public readonly void End()
    {
        if (Remaining > 0)
        {
            throw new EosioFormatException(string.Create(CultureInfo.InvariantCulture, $"{Remaining} bytes are left over after the value that ends at offset {_position}."));
        }
    }

    KeyType KeyType()
    {
        var start = _position;
        var type = VarUInt32();
        return type <= 2
            ? (KeyType)type
            : throw new EosioFormatException($"Key type {type} at offset {start} is not supported: 0 (K1), 1 (R1) or 2 (WebAuthn) expected.");
    }
}
