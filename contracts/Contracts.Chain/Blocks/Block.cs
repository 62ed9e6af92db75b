using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>A finished block.</summary>
/// <param name="Signature">By the development key over the header's digest; null only for block 1.</param>
public sealed record Block(BlockHeader Header, Signature? Signature, IReadOnlyList<TransactionReceipt> Transactions)
{
    public Checksum256 Id { get; } = Header.Id;

    public uint Number => Header.Number;

    /// <summary>Of the chain's own onblock transaction first, then as in <see cref="Transactions"/>; not part of the block's bytes.</summary>
    public IReadOnlyList<TransactionTrace> Traces { get; init; } = [];

    /// <exception cref="EosioFormatException">Not one whole packed block.</exception>
    public static Block Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new PackedReader(packed);
        var header = BlockHeader.Read(ref reader);
        var signature = reader.Signature();
        var receipts = new TransactionReceipt[reader.Count(12)];
        for (var i = 0; i < receipts.Length; i++)
        {
            receipts[i] = ReadReceipt(ref reader);
        }

        if (reader.VarUInt32() != 0)
        {
            throw new EosioFormatException("The block has extensions; this chain writes none.");
        }

        reader.End();
        return new(header, signature, receipts);
    }

    /// <summary>As EOSIO packs a signed block.</summary>
    public byte[] Pack()
    {
        var writer = new PackedWriter();
        Header.Write(writer);
        writer.Signature(Signature ?? throw new InvalidOperationException("Block 1 follows from the genesis and is never packed."));
        writer.VarUInt32((uint)Transactions.Count);
        foreach (var receipt in Transactions)
        {
            WriteReceipt(writer, receipt);
        }

        return writer.VarUInt32(0).ToArray();
    }

    static TransactionReceipt ReadReceipt(ref PackedReader reader)
    {
        var status = (TransactionStatus)reader.Byte();
        var cpu = reader.UInt32();
        var net = reader.VarUInt32();
        if (reader.VarUInt32() != 1)
        {
            throw new EosioFormatException("A receipt without its transaction: this chain writes none.");
        }

        var signatures = new Signature[reader.Count(1 + Signature.CompactSize)];
        for (var i = 0; i < signatures.Length; i++)
        {
            signatures[i] = reader.Signature();
        }

        var compression = (TransactionCompression)reader.Byte();
        return new(status, cpu, net, new(signatures, compression, reader.Bytes().ToArray(), reader.Bytes().ToArray()));
    }

    static void WriteReceipt(PackedWriter writer, TransactionReceipt receipt)
    {
        writer.Byte((byte)receipt.Status).UInt32(receipt.CpuUsageUs).VarUInt32(receipt.NetUsageWords).VarUInt32(1);
        writer.VarUInt32((uint)receipt.Transaction.Signatures.Count);
        foreach (var signature in receipt.Transaction.Signatures)
        {
            writer.Signature(signature);
        }

        writer
            .Byte((byte)receipt.Transaction.Compression)
            .Bytes(receipt.Transaction.PackedContextFreeData.Span)
            .Bytes(receipt.Transaction.PackedTrx.Span);
    }
}
