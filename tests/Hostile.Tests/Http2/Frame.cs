using System.Buffers.Binary;

namespace LocalEnergyMarket.Hostile.Tests.Http2;

/// <summary>An HTTP/2 frame as it is sent, right or wrong (RFC 9113, section 4.1).</summary>
/// <param name="ClaimedLength">What the length field says, if not the payload's length.</param>
sealed record Frame(FrameType Type, byte Flags, uint Stream, byte[] Payload, int? ClaimedLength = null)
{
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;
    public const byte Acknowledge = 1;

    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>How a client begins: the preface and its settings (section 3.4).</summary>
    public static byte[] Opening => [.. Preface, .. Settings.ToBytes()];

    public static Frame Settings { get; } = new(FrameType.Settings, 0, 0, []);

    public static Frame Headers(uint stream, byte[] block, byte flags = EndHeaders) => new(FrameType.Headers, flags, stream, block);

    public static Frame Data(uint stream, byte[] data, byte flags = EndStream) => new(FrameType.Data, flags, stream, data);

    public static Frame Reset(uint stream) => new(FrameType.ResetStream, 0, stream, [0, 0, 0, 8]);

    public byte[] ToBytes()
    {
        var bytes = new byte[9 + Payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, (ClaimedLength ?? Payload.Length) << 8);
        bytes[3] = (byte)Type;
        bytes[4] = Flags;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), Stream);
        Payload.CopyTo(bytes, 9);
        return bytes;
    }
}
