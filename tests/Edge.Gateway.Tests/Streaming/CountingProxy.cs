using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Streaming;

/// <summary>Passes one TCP connection on and counts what goes through: all that the link costs above TCP, TLS and HTTP/2 included.</summary>
sealed class CountingProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Task _running;
    long _up;
    long _down;

    public CountingProxy(int port)
    {
        _listener.Start();
        _running = RunAsync(port);
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Bytes from the client and to it, so far.</summary>
    public (long Up, long Down) Bytes => (Interlocked.Read(ref _up), Interlocked.Read(ref _down));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    async Task RunAsync(int port)
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), count => Interlocked.Add(ref _up, count)),
                PassAsync(server.GetStream(), client.GetStream(), count => Interlocked.Add(ref _down, count)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    async Task PassAsync(NetworkStream from, NetworkStream to, Action<int> counted)
    {
        var buffer = new byte[65_536];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            counted(read);
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
