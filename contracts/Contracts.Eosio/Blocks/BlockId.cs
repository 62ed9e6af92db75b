using System.Buffers.Binary;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A block's id is its header's hash with the first 4 bytes replaced by the number.</summary>
public static class BlockId
{
    /// <summary>The highest number not above the head whose low 16 bits are given: the block that a transaction's <see cref="Transaction.RefBlockNum"/> means.</summary>
    public static uint NumberUpTo(uint head, ushort refBlockNum)
    {
        var number = (head & 0xffff_0000) | refBlockNum;
        return number <= head || number < 0x1_0000 ? Math.Min(number, head) : number - 0x1_0000;
    }

    public static Checksum256 From(in Checksum256 headerDigest, uint number)
    {
        Span<byte> bytes = stackalloc byte[Checksum256.Size];
        headerDigest.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new(bytes);
    }

    public static uint Number(in Checksum256 id)
    {
        Span<byte> bytes = stackalloc byte[Checksum256.Size];
        id.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    /// <summary>Bytes 8 to 11, little endian: what transactions carry.</summary>
    public static uint RefBlockPrefix(in Checksum256 id)
    {
        Span<byte> bytes = stackalloc byte[Checksum256.Size];
        id.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
    }
}
