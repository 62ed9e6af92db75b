using System.Buffers.Binary;
using System.Globalization;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An unsigned 256-bit integer in four 64-bit limbs, the lowest first.</summary>
readonly record struct UInt256(ulong L0, ulong L1, ulong L2, ulong L3)
{
    public const int Size = 32;

    public static UInt256 Zero => default;

    public static UInt256 One => new(1, 0, 0, 0);

    public bool IsZero => (L0 | L1 | L2 | L3) == 0;

    public bool IsOdd => (L0 & 1) != 0;

    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes));

    public static UInt256 FromHex(string text) => FromBigEndian(Convert.FromHexString(text));

    public static bool operator <(in UInt256 a, in UInt256 b) => Subtract(a, b, out _);

    public static bool operator >(in UInt256 a, in UInt256 b) => b < a;

    public static bool operator <=(in UInt256 a, in UInt256 b) => !(b < a);

    public static bool operator >=(in UInt256 a, in UInt256 b) => !(a < b);

    /// <summary>a + b mod 2^256; true when it carried over.</summary>
    public static bool Add(in UInt256 a, in UInt256 b, out UInt256 sum)
    {
        var t = (UInt128)a.L0 + b.L0;
        var l0 = (ulong)t;
        t = (t >> 64) + a.L1 + b.L1;
        var l1 = (ulong)t;
        t = (t >> 64) + a.L2 + b.L2;
        var l2 = (ulong)t;
        t = (t >> 64) + a.L3 + b.L3;
        sum = new(l0, l1, l2, (ulong)t);
        return t >> 64 != 0;
    }

    /// <summary>a - b mod 2^256; true when it borrowed, that is a &lt; b.</summary>
    public static bool Subtract(in UInt256 a, in UInt256 b, out UInt256 difference)
    {
        var l0 = a.L0 - b.L0;
        var borrow = a.L0 < b.L0 ? 1UL : 0;
        var l1 = Limb(a.L1, b.L1, ref borrow);
        var l2 = Limb(a.L2, b.L2, ref borrow);
        var l3 = Limb(a.L3, b.L3, ref borrow);
        difference = new(l0, l1, l2, l3);
        return borrow != 0;
    }

    public UInt256 ShiftRight1() => new((L0 >> 1) | (L1 << 63), (L1 >> 1) | (L2 << 63), (L2 >> 1) | (L3 << 63), L3 >> 1);

    public int Bits(int position, int count) => (int)(((position / 64) switch { 0 => L0, 1 => L1, 2 => L2, _ => L3 }) >> (position % 64)) & ((1 << count) - 1);

    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, L3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], L2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], L1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], L0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{L3:x16}{L2:x16}{L1:x16}{L0:x16}");

    static ulong Limb(ulong a, ulong b, ref ulong borrow)
    {
        var difference = a - b;
        var result = difference - borrow;
        borrow = a < b || difference < borrow ? 1UL : 0;
        return result;
    }
}
