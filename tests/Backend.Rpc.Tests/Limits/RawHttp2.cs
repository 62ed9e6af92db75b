using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

/// <summary>A frame of HTTP/2 (RFC 9113, section 4.1).</summary>
readonly record struct Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;

    /// <summary>The error code of RST_STREAM, or the first number of whatever else.</summary>
    public uint Number => BinaryPrimitives.ReadUInt32BigEndian(Payload);

    public uint? Setting(ushort id)
    {
        for (var i = 0; i < Payload.Length; i += 6)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(Payload.AsSpan(i)) == id)
            {
                return BinaryPrimitives.ReadUInt32BigEndian(Payload.AsSpan(i + 2));
            }
        }

        return null;
    }
}

/// <summary>A client that sends what it is told and nothing by itself: no answer to a ping, no window.</summary>
sealed class RawHttp2 : IDisposable
{
    readonly TcpClient _client = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawHttp2> ConnectAsync(Uri address)
    {
        var raw = new RawHttp2();
        await raw._client.ConnectAsync(IPAddress.Loopback, address.Port, Cancellation);
        return raw;
    }

    /// <summary>The preface and our settings.</summary>
    public async Task GreetAsync(params (ushort Id, uint Value)[] settings)
    {
        await SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        var payload = new byte[settings.Length * 6];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), settings[i].Value);
        }

        await SendAsync(Frame.Settings, 0, 0, payload);
    }

    /// <summary>The headers of a call.</summary>
    /// <param name="flags">END_HEADERS is 4, END_STREAM 1.</param>
    public Task CallAsync(int stream, string method, byte flags = 4, params (string Name, string Value)[] more)
    {
        var block = new List<byte>();
        foreach (var (name, value) in (IEnumerable<(string Name, string Value)>)
            [(":method", "POST"), (":scheme", "http"), (":path", $"/lem.limited.LimitedService/{method}"), (":authority", "localhost"),
                ("content-type", "application/grpc"), ("te", "trailers"), .. more])
        {
            // A literal that is not to be indexed (RFC 7541, section 6.2.2), without Huffman's code.
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        return SendAsync(Frame.Headers, flags, stream, [.. block]);
    }

    /// <summary>A message in gRPC's framing, as far as the bytes go.</summary>
    public Task MessageAsync(int stream, int length, ReadOnlyMemory<byte> bytes, bool last = false)
    {
        var payload = new byte[5 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(1), length);
        bytes.CopyTo(payload.AsMemory(5));
        return SendAsync(Frame.Data, last ? (byte)1 : (byte)0, stream, payload);
    }

    public async Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await SendAsync(frame);
    }

    public Task SendAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes, Cancellation).AsTask();

    /// <summary>The next frame that fits; null if the server closed the connection first.</summary>
    public async Task<Frame?> UntilAsync(Func<Frame, bool> fits)
    {
        try
        {
            while (true)
            {
                var header = new byte[9];
                await _client.GetStream().ReadExactlyAsync(header, Cancellation);
                var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
                await _client.GetStream().ReadExactlyAsync(payload, Cancellation);
                var frame = new Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
                if (fits(frame))
                {
                    return frame;
                }
            }
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits until the server closes the connection.</summary>
    public async Task ClosedAsync() => Assert.Null(await UntilAsync(_ => false));

    public void Dispose() => _client.Dispose();

    static void AddText(List<byte> block, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.Add((byte)bytes.Length);
        }
        else
        {
            // An integer that does not fit its prefix (RFC 7541, section 5.1).
            block.Add(127);
            var rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7)
            {
                block.Add((byte)((rest & 127) | 128));
            }

            block.Add((byte)rest);
        }

        block.AddRange(bytes);
    }
}
