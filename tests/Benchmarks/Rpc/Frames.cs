using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>The few HTTP/2 frames (RFC 9113) that a box stream needs, written by hand: twenty thousand ordinary clients would not fit beside the server.</summary>
static class Frames
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte Acknowledge = 1;
    public const int HeaderLength = 9;

    const byte EndHeaders = 4;

    /// <summary>What a client says first: preface and empty settings.</summary>
    public static byte[] Preface { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [])];

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>The request's headers (RFC 7541, nothing indexed, nothing compressed).</summary>
    public static byte[] Call(int stream, string path, bool tls) => Frame(Headers, EndHeaders, stream,
    [
        0x83, (byte)(tls ? 0x87 : 0x86),
        0x04, .. Text(path),
        0x01, .. Text("127.0.0.1"),
        0x0f, 0x10, .. Text("application/grpc"),
        0x00, .. Text("te"), .. Text("trailers"),
    ]);

    /// <summary>One gRPC message in one frame.</summary>
    public static byte[] Message(int stream, IMessage message)
    {
        var bytes = message.ToByteArray();
        var prefixed = new byte[5 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(prefixed.AsSpan(1), bytes.Length);
        bytes.CopyTo(prefixed, 5);
        return Frame(Data, 0, stream, prefixed);
    }

    static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
