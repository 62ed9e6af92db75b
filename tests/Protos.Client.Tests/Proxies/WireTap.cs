using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalEnergyMarket.Client.Tests.Proxies;

/// <summary>Passes TCP connections on to a port of 127.0.0.1 and keeps what the callers sent.</summary>
sealed class WireTap : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly StringBuilder _sent = new();
    readonly Task _running;

    public WireTap(int target)
    {
        _listener.Start();
        _running = AcceptAsync(target);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>One character a byte.</summary>
    public string Sent
    {
        get
        {
            lock (_sent)
            {
                return _sent.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    async Task AcceptAsync(int target)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token), target));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    async Task PassAsync(TcpClient caller, int target)
    {
        using var _ = caller;
        using var called = new TcpClient();
        await called.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
        await Task.WhenAny(CopyAsync(caller, called, keep: true), CopyAsync(called, caller, keep: false));
    }

    async Task CopyAsync(TcpClient from, TcpClient to, bool keep)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var length)
            {
                if (keep)
                {
                    lock (_sent)
                    {
                        _sent.Append(Encoding.Latin1.GetString(buffer, 0, length));
                    }
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone; so is the connection.
        }
    }
}
