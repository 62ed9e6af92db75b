using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalEnergyMarket.Hardware.Simulation.Http;

/// <summary>
/// HTTP/1.1 as far as the simulated things need it, with every byte in our hands, so that it can go wrong on order. Takes no more connections than it
/// is allowed: the others wait in the kernel's queue, as at a Jetty with a connection limit.
/// </summary>
sealed class HttpServer : IAsyncDisposable
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    readonly Func<HttpCall, HttpReply> _answer;
    readonly Func<int> _limit;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Task, byte> _clients = new();
    readonly TcpListener _listener;
    readonly Task _accepting;
    int _taken;

    HttpServer(TcpListener listener, Func<int> limit, Func<HttpCall, HttpReply> answer)
    {
        (_listener, _limit, _answer) = (listener, limit, answer);
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Connections that are open.</summary>
    public int Open => _clients.Count;

    /// <summary>Connections that were ever taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <param name="limit">Most connections at a time; asked before each is taken.</param>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public static HttpServer Start(IPEndPoint endPoint, Func<int> limit, Func<HttpCall, HttpReply> answer)
    {
        var listener = new TcpListener(endPoint);
        listener.Start();
        return new(listener, limit, answer);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_clients.Keys);
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                while (Open >= _limit())
                {
                    await Task.Delay(Glance, _stop.Token);
                }

                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _taken);
                var task = ServeAsync(socket);
                _clients.TryAdd(task, 0);
                _ = task.ContinueWith(done => _clients.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Stopping.
        }
    }

    async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var reader = new HttpReader(stream);
            while (await reader.NextAsync(_stop.Token) is { } call)
            {
                var reply = _answer(call);
                if (reply.Dropped || !await ReplyAsync(stream, reply))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException)
        {
            // The client left, sent something else than HTTP, or the server stops.
        }
    }

    /// <returns>Whether another request may follow.</returns>
    async Task<bool> ReplyAsync(NetworkStream stream, HttpReply reply)
    {
        await Task.Delay(reply.Delay, _stop.Token);
        var length = reply.Endless ? "Connection: close" : FormattableString.Invariant($"Content-Length: {reply.Content.Length}");
        var head = FormattableString.Invariant($"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}\r\nContent-Type: {reply.ContentType}\r\n{reply.Headers}{length}\r\n\r\n");
        var bytes = (byte[])[.. Encoding.ASCII.GetBytes(head), .. reply.Content];
        if (reply.Truncated)
        {
            bytes = bytes[..(bytes.Length - (reply.Content.Length / 2))];
        }

        await WriteAsync(stream, bytes, reply.BytePause);
        while (reply.Endless)
        {
            await stream.WriteAsync(reply.Content, _stop.Token);
        }

        if (reply.Truncated)
        {
            // Until the client has had enough.
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _stop.Token);
        }

        return !reply.Truncated;
    }

    async Task WriteAsync(NetworkStream stream, byte[] bytes, TimeSpan? pause)
    {
        if (pause is not { } after)
        {
            await stream.WriteAsync(bytes, _stop.Token);
            return;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            await stream.WriteAsync(bytes.AsMemory(i, 1), _stop.Token);
            await Task.Delay(after, _stop.Token);
        }
    }
}
