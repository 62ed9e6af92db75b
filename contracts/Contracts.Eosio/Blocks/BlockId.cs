using System.Buffers.Binary;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A block's id is its header's hash with the first 4 bytes replaced by the number.</summary>
public static class BlockId
{
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
