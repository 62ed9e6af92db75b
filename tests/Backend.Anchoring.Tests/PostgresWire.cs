using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>
/// A process' way to PostgreSQL: passes messages of the frontend/backend protocol (version 3) on, one exchange after another. Each exchange,
/// from what is sent up to the server's ReadyForQuery, is an interaction of its life; when that ends, so do the connections.
/// </summary>
sealed class PostgresWire : IAsyncDisposable
{
    const int StartupVersion = 3 << 16;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly Lifeline _life;
    readonly int _port;
    readonly Task _accepting;

    public PostgresWire(int port, Lifeline life)
    {
        (_port, _life) = (port, life);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(connections);
    }

    async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
                var (from, to) = (client.GetStream(), server.GetStream());
                await StartAsync(from, to);
                while (await ExchangeAsync(from, to))
                {
                }
            }
            catch (Exception e) when (e is ProcessEndedException or IOException or OperationCanceledException or SocketException)
            {
                // The connection is cut on both sides, as the kernel does for a process that is gone.
            }
        }
    }

    /// <summary>Encryption is asked for first, and the server has none.</summary>
    async Task StartAsync(Stream client, Stream server)
    {
        while (true)
        {
            var length = new byte[4];
            await client.ReadExactlyAsync(length, _end.Token);
            var content = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
            await client.ReadExactlyAsync(content, _end.Token);
            await server.WriteAsync((byte[])[.. length, .. content], _end.Token);
            if (BinaryPrimitives.ReadInt32BigEndian(content) == StartupVersion)
            {
                await client.WriteAsync(await AnswerAsync(server), _end.Token);
                return;
            }

            var refusal = new byte[1];
            await server.ReadExactlyAsync(refusal, _end.Token);
            await client.WriteAsync(refusal, _end.Token);
        }
    }

    /// <returns>False at the client's end.</returns>
    async Task<bool> ExchangeAsync(Stream client, Stream server)
    {
        using var question = new MemoryStream();
        char type;
        do
        {
            type = await MessageAsync(client, question);
        }
        while (type is not ('S' or 'Q' or 'X'));

        if (type == 'X')
        {
            return false;
        }

        var answer = await _life.DoAsync(async () =>
        {
            await server.WriteAsync(question.ToArray(), _end.Token);
            return await AnswerAsync(server);
        });
        await client.WriteAsync(answer, _end.Token);
        return true;
    }

    async Task<byte[]> AnswerAsync(Stream server)
    {
        using var answer = new MemoryStream();
        while (await MessageAsync(server, answer) != 'Z')
        {
        }

        return answer.ToArray();
    }

    async Task<char> MessageAsync(Stream from, MemoryStream into)
    {
        var head = new byte[5];
        await from.ReadExactlyAsync(head, _end.Token);
        var content = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await from.ReadExactlyAsync(content, _end.Token);
        await into.WriteAsync(head, _end.Token);
        await into.WriteAsync(content, _end.Token);
        return (char)head[0];
    }
}
