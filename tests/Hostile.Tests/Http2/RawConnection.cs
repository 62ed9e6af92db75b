using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Hostile.Tests.Http2;

/// <summary>A TLS connection on which anything can be written. What comes back is read and thrown away.</summary>
sealed class RawConnection : IAsyncDisposable
{
    readonly Socket _socket;
    readonly SslStream _tls;
    readonly Task _draining;

    RawConnection(Socket socket, SslStream tls)
    {
        (_socket, _tls) = (socket, tls);
        _draining = DrainAsync();
    }

    /// <summary>Whether the peer has ended the connection.</summary>
    public bool IsClosed => _draining.IsCompleted;

    /// <summary>Completes when the peer ends the connection.</summary>
    public Task Closed => _draining;

    public static async Task<RawConnection> OpenAsync(Uri address, X509Certificate2 authority, CancellationToken cancellation)
    {
        var socket = await OpenSocketAsync(address, cancellation);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(
            new()
            {
                TargetHost = address.Host,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            cancellation);
        return new(socket, tls);
    }

    public static async Task<Socket> OpenSocketAsync(Uri address, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port, cancellation);
        return socket;
    }

    /// <summary>Writes, unless the peer has ended the connection.</summary>
    /// <returns>Whether it was written.</returns>
    public async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await _tls.WriteAsync(bytes, cancellation);
            return !IsClosed;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    public Task<bool> TryWriteAsync(IEnumerable<Frame> frames, CancellationToken cancellation) =>
        TryWriteAsync(frames.SelectMany(frame => frame.ToBytes()).ToArray(), cancellation);

    /// <summary>Says that nothing more will come.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _tls.ShutdownAsync();
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException or CryptographicException)
        {
            // The peer was faster.
        }
    }

    /// <summary>Ends it without a word, as a peer that is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Dispose();
        await _draining;
        await _tls.DisposeAsync();
    }

    async Task DrainAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (await _tls.ReadAsync(buffer, CancellationToken.None) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Ended the hard way; that is an end as well.
        }
    }
}
