using System.Buffers;
using System.IO.Compression;

namespace LocalEnergyMarket.Contracts.Eosio;

public enum TransactionCompression
{
    None = 0,
    Zlib = 1,
}

/// <summary>
/// A signed transaction as it travels and lies in blocks. The bytes are kept as they came: a retry must send the same, and receipts hash them.
/// </summary>
public sealed record PackedTransaction(
    IReadOnlyList<Signature> Signatures,
    TransactionCompression Compression,
    ReadOnlyMemory<byte> PackedContextFreeData,
    ReadOnlyMemory<byte> PackedTrx)
{
    /// <summary>nodeos inflates at most 1 MiB.</summary>
    const int MaxInflated = 1024 * 1024;

    public static PackedTransaction From(SignedTransaction signed, TransactionCompression compression)
    {
        ArgumentNullException.ThrowIfNull(signed);
        var contextFree = signed.PackContextFreeData();
        var packed = signed.Transaction.Pack();
        return compression == TransactionCompression.Zlib
            ? new(signed.Signatures, compression, contextFree.Length == 0 ? contextFree : Deflate(contextFree), Deflate(packed))
            : new(signed.Signatures, compression, contextFree, packed);
    }

    /// <exception cref="EosioFormatException">The bytes are not a transaction, or inflate to more than 1 MiB.</exception>
    public SignedTransaction Unpack()
    {
        var contextFree = Inflated(PackedContextFreeData, "packed_context_free_data");
        return new(Transaction.Unpack(Inflated(PackedTrx, "packed_trx")), Signatures) { ContextFreeData = UnpackContextFreeData(contextFree) };
    }

    /// <summary>The hash of the whole in a block's receipts: SHA-256 over compression, packed bytes, and SHA-256 over signatures and context-free data.</summary>
    public Checksum256 PackedDigest()
    {
        var prunable = new PackedWriter(128).VarUInt32((uint)Signatures.Count);
        foreach (var signature in Signatures)
        {
            prunable.Signature(signature);
        }

        prunable.Bytes(PackedContextFreeData.Span);
        return Checksum256.Hash(new PackedWriter(PackedTrx.Length + 48)
            .Byte((byte)Compression)
            .Bytes(PackedTrx.Span)
            .Checksum256(Checksum256.Hash(prunable.Written))
            .Written);
    }

    static ReadOnlyMemory<byte>[] UnpackContextFreeData(ReadOnlySpan<byte> packed)
    {
        if (packed.IsEmpty)
        {
            return [];
        }

        var reader = new PackedReader(packed);
        var entries = new ReadOnlyMemory<byte>[reader.Count()];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = reader.Bytes().ToArray();
        }

        reader.End();
        return entries;
    }

    static byte[] Deflate(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return target.ToArray();
    }

    ReadOnlySpan<byte> Inflated(ReadOnlyMemory<byte> data, string what)
    {
        switch (Compression)
        {
            case TransactionCompression.None:
                return data.Span;
            case TransactionCompression.Zlib when data.IsEmpty:
                return default;
            case TransactionCompression.Zlib:
                return Inflate(data, what);
            default:
                throw new EosioFormatException($"Compression {(int)Compression} is unknown: 0 (none) or 1 (zlib) expected.");
        }
    }

    static byte[] Inflate(ReadOnlyMemory<byte> data, string what)
    {
        var inflated = ArrayPool<byte>.Shared.Rent(MaxInflated + 1);
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            var length = zlib.ReadAtLeast(inflated, MaxInflated + 1, throwOnEndOfStream: false);
            return length <= MaxInflated
                ? inflated[..length]
                : throw new EosioFormatException($"{what} inflates to more than {MaxInflated} bytes.");
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException)
        {
            throw new EosioFormatException($"{what} is not zlib data.", damaged);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inflated);
        }
    }
}
