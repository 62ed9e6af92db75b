using System.Buffers;

namespace Grpc.Core;

/// <summary>Runs a contextual serialiser against an array in memory.</summary>
sealed class ArraySerializationContext : SerializationContext
{
    readonly ArrayBufferWriter<byte> _writer = new();
    byte[]? _payload;

    public byte[] Payload => _payload ?? throw new InvalidOperationException("The serialiser did not complete its payload.");

    public override void Complete(byte[] payload) => _payload = payload;

    public override IBufferWriter<byte> GetBufferWriter() => _writer;

    public override void Complete() => _payload = _writer.WrittenSpan.ToArray();
}

/// <summary>Runs a contextual deserialiser over an array in memory.</summary>
sealed class ArrayDeserializationContext(byte[] payload) : DeserializationContext
{
    public override int PayloadLength => payload.Length;

    public override byte[] PayloadAsNewBuffer() => [.. payload];

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
}
