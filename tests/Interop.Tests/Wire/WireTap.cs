using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Interop.Tests.Wire;

/// <summary>
/// Stands between a client and a server and passes every byte on. It sees which messages really are compressed: most libraries tell
/// neither the one who sends nor the one who receives.
/// </summary>
sealed class WireTap : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly ConcurrentQueue<bool> _requests = [];
    readonly ConcurrentQueue<bool> _responses = [];
    readonly ConcurrentBag<Task> _connections = [];
    readonly Task _accepting;

    public WireTap(int serverPort)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(serverPort);
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>Whether each message to the server was compressed, in the order in which they began.</summary>
    public IReadOnlyList<bool> Requests => [.. _requests];

    /// <summary>The same of the messages from the server.</summary>
    public IReadOnlyList<bool> Responses => [.. _responses];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    async Task AcceptAsync(int serverPort)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                _connections.Add(PassAsync(client, serverPort));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    async Task PassAsync(Socket client, int serverPort)
    {
        using var here = client;
        using var there = new Socket(SocketType.Stream, ProtocolType.Tcp);
        client.NoDelay = there.NoDelay = true;
        try
        {
            await there.ConnectAsync(IPAddress.Loopback, serverPort, _end.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await Task.WhenAll(
            PassAsync(client, there, new Http2Frames(preface: 24, _requests.Enqueue)), PassAsync(there, client, new Http2Frames(preface: 0, _responses.Enqueue)));
    }

    async Task PassAsync(Socket from, Socket to, Http2Frames frames)
    {
        var buffer = new byte[65536];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _end.Token)) > 0)
            {
                frames.Take(buffer.AsSpan(0, count));
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: so is the connection.
            to.Close();
        }
    }
}
