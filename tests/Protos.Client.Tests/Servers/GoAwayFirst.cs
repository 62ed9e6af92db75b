using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Client.Tests.Servers;

/// <summary>
/// An HTTP/2 server that, on its first connection, waits for a request's message and then says that it has looked at none (GOAWAY with last stream 0, RFC 9113, section 6.8).
/// Further connections are passed on to another server.
/// </summary>
sealed class GoAwayFirst : IAsyncDisposable
{
    const byte DataFrame = 0;
    const byte SettingsFrame = 4;
    const byte GoAwayFrame = 7;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly X509Certificate2 _certificate;
    readonly Task _running;

    public GoAwayFirst(X509Certificate2 certificate, int next)
    {
        _certificate = certificate;
        _listener.Start();
        _running = RunAsync(next);
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Whether the first connection's request had come with its message.</summary>
    public bool SawMessage { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    async Task RunAsync(int next)
    {
        var passing = new List<Task>();
        try
        {
            using var first = await _listener.AcceptTcpClientAsync(_stop.Token);
            await SendAwayAsync(first);
            while (true)
            {
                // A client may open more than one connection; each must be answered.
                passing.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_stop.Token), next));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test is over.
        }

        await Task.WhenAll(passing);
    }

    async Task PassOnAsync(TcpClient connection, int next)
    {
        using var caller = connection;
        using var called = new TcpClient();
        try
        {
            await called.ConnectAsync(IPAddress.Loopback, next, _stop.Token);
            await Task.WhenAll(caller.GetStream().CopyToAsync(called.GetStream(), _stop.Token), called.GetStream().CopyToAsync(caller.GetStream(), _stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // One of the two has gone.
        }
    }

    async Task SendAwayAsync(TcpClient connection)
    {
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, ApplicationProtocols = [SslApplicationProtocol.Http2] }, _stop.Token);
        await WriteAsync(tls, SettingsFrame, []);
        await tls.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length], _stop.Token);
        var head = new byte[9];
        int length;
        do
        {
            await tls.ReadExactlyAsync(head, _stop.Token);
            length = BinaryPrimitives.ReadInt32BigEndian(head) >> 8;
            await tls.ReadExactlyAsync(new byte[length], _stop.Token);
        }
        while (head[3] != DataFrame || length == 0);

        SawMessage = true;
        await WriteAsync(tls, GoAwayFrame, new byte[8]);
    }

    async Task WriteAsync(SslStream tls, byte type, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        payload.CopyTo(frame, 9);
        await tls.WriteAsync(frame, _stop.Token);
        await tls.FlushAsync(_stop.Token);
    }
}
