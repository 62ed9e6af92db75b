using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>A TCP peer that answers each request frame with what a script makes of it: any bytes, in any pieces, or nothing.</summary>
sealed class ScriptedPeer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Func<byte[], NetworkStream, Task> _answer;
    readonly Task _serving;

    public ScriptedPeer(Func<byte[], NetworkStream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    public int Requests { get; private set; }

    /// <summary>The answer to a read of one register: the request's header, function, two bytes and the value.</summary>
    public static byte[] ReadAnswer(byte[] request, ushort value) =>
        [request[0], request[1], 0, 0, 0, 5, request[6], request[7], 2, (byte)(value >> 8), (byte)value];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                var stream = client.GetStream();
                while (true)
                {
                    var header = new byte[6];
                    await stream.ReadExactlyAsync(header, _stop.Token);
                    var body = new byte[(header[4] << 8) + header[5]];
                    await stream.ReadExactlyAsync(body, _stop.Token);
                    Requests++;
                    await _answer([.. header, .. body], stream);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The master left, or the test is over.
            }
        }
    }
}
