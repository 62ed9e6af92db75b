using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>32 bytes, usually a SHA-256 hash; as text 64 lower-case hex digits.</summary>
public readonly record struct Checksum256 : IComparable<Checksum256>
{
    public const int Size = 32;

    readonly ulong _a;
    readonly ulong _b;
    readonly ulong _c;
    readonly ulong _d;

    /// <exception cref="EosioFormatException">Not 32 bytes.</exception>
    public Checksum256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EosioFormatException($"A checksum256 has 32 bytes, not {bytes.Length}.");
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The SHA-256 hash of the data.</summary>
    public static Checksum256 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(data, hash);
        return new(hash);
    }

    /// <exception cref="EosioFormatException">Not 64 hex digits.</exception>
    public static Checksum256 Parse(string text) => new(Hex.Decode(text, "checksum256", Size));

    public static bool operator <(Checksum256 a, Checksum256 b) => a.CompareTo(b) < 0;

    public static bool operator >(Checksum256 a, Checksum256 b) => a.CompareTo(b) > 0;

    public static bool operator <=(Checksum256 a, Checksum256 b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Checksum256 a, Checksum256 b) => a.CompareTo(b) >= 0;

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Byte order.</summary>
    public int CompareTo(Checksum256 other) => (_a, _b, _c, _d).CompareTo((other._a, other._b, other._c, other._d));

    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
