using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Lines;
using LocalEnergyMarket.Hardware.Modbus.Serving;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>Serves units on a TCP port until disposed: Modbus TCP, or RTU frames as a serial server passes them on.</summary>
public sealed class ModbusTcpServer : IAsyncDisposable
{
    readonly ModbusAnswering _answering;
    readonly bool _rtu;
    readonly Func<int> _limit;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Task, byte> _clients = new();
    readonly TcpListener _listener;
    readonly Task _accepting;

    ModbusTcpServer(TcpListener listener, IReadOnlyDictionary<byte, IModbusUnit> units, ModbusServerOptions options)
    {
        (_listener, _answering, _rtu, _limit) = (listener, new(units, options), options.RtuFrames, options.Connections ?? (() => int.MaxValue));
        _accepting = AcceptAsync();
    }

    /// <summary>Where the server listens, with the port the kernel gave if 0 was asked.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>
    /// Listens at once. A Modbus TCP request for a unit that is not there is answered with exception 11, an RTU request not at all.
    /// </summary>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public static ModbusTcpServer Start(IPEndPoint endPoint, IReadOnlyDictionary<byte, IModbusUnit> units, ModbusServerOptions? options = null) =>
        Serve(new(endPoint), units, options ?? new());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_clients.Keys);
        _stop.Dispose();
    }

    /// <summary>On a listener of somebody's, which this then owns.</summary>
    internal static ModbusTcpServer Serve(TcpListener listener, IReadOnlyDictionary<byte, IModbusUnit> units, ModbusServerOptions options)
    {
        listener.Start();
        return new(listener, units, options);
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                if (_clients.Count >= _limit())
                {
                    socket.Dispose();
                    continue;
                }

                var task = ServeAsync(socket);
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
            using var line = new SocketLine(socket);
            await (_rtu ? _answering.ServeRtuAsync(line, _stop.Token) : _answering.ServeTcpAsync(line, _stop.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client left, or the server stops.
        }
    }
}
