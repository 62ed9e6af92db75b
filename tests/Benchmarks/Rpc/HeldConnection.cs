using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>A connection with box streams that were greeted and then say nothing; it answers the server's pings.</summary>
sealed class HeldConnection : IDisposable
{
    static readonly BoxMessage Hello = new()
    {
        Hello = new() { BoxId = "0190a000-0000-7000-8000-000000000001", Signature = ByteString.CopyFrom(new byte[64]), SoftwareVersion = "lem-box 1.0.0" },
    };

    readonly Socket _socket;
    readonly Stream _stream;
    readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly HashSet<int> _challenged = [];
    readonly int _streams;
    int _waiting;

    HeldConnection(Socket socket, Stream stream, int streams)
    {
        (_socket, _stream, _streams, _waiting) = (socket, stream, streams, streams);
    }

    /// <summary>Opens a connection with so many streams and waits until the server has welcomed all of them.</summary>
    /// <param name="port">Of the server on 127.0.0.1.</param>
    /// <param name="source">Address of the client in 127.0.0.0/8: one has too few ports for all.</param>
    /// <param name="certificate">The server's, to speak TLS with it; null for none.</param>
    /// <param name="streams">Streams on the connection.</param>
    public static async Task<HeldConnection> OpenAsync(int port, IPAddress source, X509Certificate2? certificate, int streams)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(source, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        Stream stream = new NetworkStream(socket);
        if (certificate is not null)
        {
            var secured = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => certificate.Equals(shown));
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2] });
            stream = secured;
        }

        var connection = new HeldConnection(socket, stream, streams);
        await connection.StartAsync(certificate is not null);
        return connection;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    async Task StartAsync(bool tls)
    {
        byte[] opening = [.. Frames.Preface, .. Enumerable.Range(0, _streams).SelectMany(i => Frames.Call((i * 2) + 1, "/lem.v1.BoxService/Connect", tls))];
        await _stream.WriteAsync(opening);
        _ = ReadAsync();
        await _welcomed.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    async Task ReadAsync()
    {
        var header = new byte[Frames.HeaderLength];
        try
        {
            while (true)
            {
                // Nothing is held for reading while there is nothing to read.
                if (await _stream.ReadAsync(Memory<byte>.Empty) == 0)
                {
                    await _stream.ReadExactlyAsync(header);
                }

                var length = BinaryPrimitives.ReadInt32BigEndian(header) >>> 8;
                var payload = ArrayPool<byte>.Shared.Rent(length);
                await _stream.ReadExactlyAsync(payload.AsMemory(0, length));
                if (Answer(header, payload.AsSpan(0, length)) is { } answer)
                {
                    await _stream.WriteAsync(answer);
                }

                ArrayPool<byte>.Shared.Return(payload);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            _welcomed.TrySetException(e);
        }
    }

    byte[]? Answer(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var (type, flags, stream) = (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header[5..]));
        switch (type)
        {
            case Frames.Settings or Frames.Ping when (flags & Frames.Acknowledge) == 0:
                return Frames.Frame(type, Frames.Acknowledge, 0, type == Frames.Ping ? payload : []);
            case Frames.Data when payload.Length > 0 && _challenged.Add(stream):
                return Frames.Message(stream, Hello);
            case Frames.Data when payload.Length > 0 && --_waiting == 0:
                _challenged.Clear();
                _welcomed.TrySetResult();
                return null;
            case Frames.GoAway or Frames.Reset:
                throw new InvalidOperationException($"The server ended a held stream (frame {type}, stream {stream}, {Convert.ToHexStringLower(payload)}).");
            default:
                return null;
        }
    }
}
