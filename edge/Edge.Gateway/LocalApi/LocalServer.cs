using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

/// <summary>
/// The box's own server: HTTP/1.1, one request a connection, GET and HEAD, no bodies. Everything that somebody could make it hold is bounded (docs/adr/0032). What goes wrong
/// here never ends the box.
/// </summary>
public sealed class LocalServer(IReadOnlyList<IPEndPoint> listen, LocalPages pages, TimeProvider real, ILogger log) : IDisposable
{
    const int MostConnections = 16;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim _places = new(MostConnections);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(listen.Select(end => ListenAsync(end, cancellationToken)));

    public void Dispose() => _places.Dispose();

    /// <summary>For ever: an address may come later (a cable that is plugged in), or be in use for a while.</summary>
    async Task ListenAsync(IPEndPoint end, CancellationToken cancellationToken)
    {
        for (var failed = false; ;)
        {
            try
            {
                using var listener = new TcpListener(end);
                listener.Start(MostConnections);
                log.Serving(end);
                failed = false;
                await AcceptAsync(listener, cancellationToken);
            }
            catch (SocketException e)
            {
                if (!failed)
                {
                    log.NotServing(end, e.Message);
                }

                failed = true;
                await Task.Delay(TryAgain, real, cancellationToken);
            }
        }
    }

    async Task AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _places.WaitAsync(cancellationToken);
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(cancellationToken);
            }
            catch
            {
                _places.Release();
                throw;
            }

            _ = ServeAsync(client, cancellationToken);
        }
    }

    async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var served = client;
            await using var stream = client.GetStream();
            await AnswerAsync(client, stream, limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever asked has gone, or is too slow.
        }
        catch (Exception e)
        {
            log.PageFailed(e.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    async Task AnswerAsync(TcpClient client, NetworkStream stream, CancellationToken cancellationToken)
    {
        LocalAnswer answer;
        var withBody = true;
        try
        {
            if (await LocalRequest.ReadAsync(stream, cancellationToken) is not { } request)
            {
                return;
            }

            withBody = request.Method != "HEAD";
            answer = pages.Answer(request, (IPEndPoint)client.Client.LocalEndPoint!, (IPEndPoint)client.Client.RemoteEndPoint!);
        }
        catch (LocalRequestException e)
        {
            answer = LocalAnswer.Text(e.Status, e.Message, e.Status == 405 ? "Allow: GET, HEAD\r\n" : "");
        }

        await answer.WriteAsync(stream, withBody, cancellationToken);
        // What the other end still sends is not read: closed so, it gets the answer and then the end, not a reset.
        client.Client.Shutdown(SocketShutdown.Send);
    }
}
