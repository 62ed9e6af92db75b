using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>Serves units over Modbus TCP until disposed.</summary>
public sealed class ModbusTcpServer : IAsyncDisposable
{
    readonly IReadOnlyDictionary<byte, IModbusUnit> _units;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Task, byte> _clients = new();
    readonly TcpListener _listener;
    readonly Task _accepting;

    ModbusTcpServer(TcpListener listener, IReadOnlyDictionary<byte, IModbusUnit> units)
    {
        (_listener, _units) = (listener, units);
        _accepting = AcceptAsync();
    }

    /// <summary>Where the server listens, with the port the kernel gave if 0 was asked.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Listens at once; a request for a unit that is not there is answered with exception 11.</summary>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public static ModbusTcpServer Start(IPEndPoint endPoint, IReadOnlyDictionary<byte, IModbusUnit> units)
    {
        var listener = new TcpListener(endPoint);
        listener.Start();
        return new(listener, units);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_clients.Keys);
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var task = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
                _clients.TryAdd(task, 0);
                _ = task.ContinueWith(done => _clients.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // Stopping, or a client that left before it was accepted.
            }
        }
    }

    async Task ServeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var frame = new byte[MbapHeader.Length + ModbusPdu.MaxLength];
            var answer = new byte[frame.Length];
            while (true)
            {
                await stream.ReadExactlyAsync(frame.AsMemory(0, MbapHeader.Length), _stop.Token);
                if (!MbapHeader.TryRead(frame, out var header))
                {
                    return;
                }

                var request = frame.AsMemory(MbapHeader.Length, header.PduLength);
                await stream.ReadExactlyAsync(request, _stop.Token);
                var length = Answer(header.Unit, request.Span, answer.AsSpan(MbapHeader.Length));
                (header with { PduLength = length }).Write(answer);
                await stream.WriteAsync(answer.AsMemory(0, MbapHeader.Length + length), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client left, or the server stops.
        }
    }

    int Answer(byte unit, ReadOnlySpan<byte> request, Span<byte> answer) => _units.TryGetValue(unit, out var found)
        ? ModbusResponder.Answer(found, request, answer)
        : ModbusPdu.EncodeException(answer, request[0], ModbusExceptionCode.GatewayTargetFailedToRespond);
}
