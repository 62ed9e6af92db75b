using System.Security.Cryptography;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>The signed bytes of a batch: SignedBatch.content, a serialised ReadingBatch that is never serialised again.</summary>
public static class BatchContent
{
    /// <summary>Length of a SHA-256 hash in bytes.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Hash of the batch before the first: 32 zero bytes.</summary>
    public static ReadOnlyMemory<byte> NoBatchHash { get; } = new byte[HashLength];

    /// <summary>What the next batch's previous_hash is: SHA-256 of the content.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> content) => SHA256.HashData(content);

    /// <summary>Parses the content and checks its header; the columns are checked by <see cref="ReadingColumns.Decode(ReadingBatch)"/>.</summary>
    /// <exception cref="ReadingFormatException">The bytes are no ReadingBatch, or its header is not right.</exception>
    public static ReadingBatch Parse(ReadOnlySpan<byte> content)
    {
        ReadingBatch batch;
        try
        {
            batch = ReadingBatch.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new ReadingFormatException($"content: the bytes are no ReadingBatch: {exception.Message}", exception);
        }

        Check(Guid.TryParseExact(batch.BoxId, "D", out _), "box_id", "not a UUID in text form");
        Check(batch.Sequence > 0, "sequence", "0, but sequences count from 1");
        Check(batch.PreviousHash.Length == HashLength, "previous_hash", $"{batch.PreviousHash.Length} bytes instead of {HashLength}");
        Check(batch.Root.Length == HashLength, "root", $"{batch.Root.Length} bytes instead of {HashLength}");
        return batch;
    }

    static void Check(bool holds, string where, string wrong)
    {
        if (!holds)
        {
            throw new ReadingFormatException($"{where}: {wrong}.");
        }
    }
}
