using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>A block as it lies in the log: the ids of its transactions, so that they are found without unpacking it, the packed block, its traces.</summary>
static class LoggedBlock
{
    public static byte[] Pack(Block block)
    {
        var writer = new PackedWriter(512);
        var ids = block.Traces.Where(t => t.Receipt is not null).Select(t => t.Id).TakeLast(block.Transactions.Count).ToList();
        writer.VarUInt32((uint)ids.Count);
        foreach (var id in ids)
        {
            writer.Checksum256(id);
        }

        writer.Bytes(block.Pack());
        TracePacking.Write(writer, block);
        return writer.ToArray();
    }

    /// <exception cref="EosioFormatException">Not what <see cref="Pack"/> makes.</exception>
    public static Block Unpack(ReadOnlySpan<byte> record)
    {
        var reader = new PackedReader(record);
        reader.Raw(reader.Count(Checksum256.Size) * Checksum256.Size);
        var block = Block.Unpack(reader.Bytes());
        block = block with { Traces = TracePacking.Read(ref reader, block) };
        reader.End();
        return block;
    }

    /// <exception cref="EosioFormatException">Not what <see cref="Pack"/> makes.</exception>
    public static Checksum256[] TransactionIds(ReadOnlySpan<byte> record)
    {
        var reader = new PackedReader(record);
        var ids = new Checksum256[reader.Count(Checksum256.Size)];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = reader.Checksum256();
        }

        return ids;
    }
}
