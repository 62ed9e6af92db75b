using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>A batch as it came.</summary>
readonly record struct SignedBytes(byte[] Content, byte[] Signature);

/// <summary>A batch and what can be said of it without the database.</summary>
sealed record CheckedBatch(Guid Box, BatchCheck Check, SignedBytes Signed, byte[] Hash)
{
    /// <summary>Whether it asks for a place in its box's chain.</summary>
    public bool HasPlace => Check.Header is { Sequence: <= long.MaxValue };

    /// <exception cref="InvalidOperationException">The enrolled key is no point on P-256.</exception>
    public static CheckedBatch Of(EnrolledBox box, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, DateTimeOffset latest) => new(
        box.Id, BatchCheck.Of(box, content.Span, signature.Span, latest), new(content.ToArray(), signature.ToArray()), BatchContent.Hash(content.Span));
}
