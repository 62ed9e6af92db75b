using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Connectivity.Tests.Parts;

/// <summary>
/// A Modbus TCP meter (a KSEM's registers) whose import counter is the number of the reading: 1 Wh more each time that it is read. So what
/// arrives at the backend shows by itself what is missing, doubled or out of order.
/// </summary>
sealed class NumberedMeter : IAsyncDisposable
{
    const int ImportCounter = 512;
    const int UnitsAWattHour = 10;

    readonly List<TcpListener> _listeners = [];
    readonly List<Task> _running = [];
    readonly CancellationTokenSource _stop = new();
    readonly List<long> _served = [];

    NumberedMeter(string serial, int index)
    {
        (Serial, Index) = (serial, index);
        EndPoint = Listen(IPAddress.Loopback);
    }

    public string Serial { get; }

    public int Index { get; }

    public IPEndPoint EndPoint { get; }

    /// <summary>It takes requests and answers none, as one whose line is cut.</summary>
    public bool Silent { get; set; }

    /// <summary>When each number was given, by <see cref="Stopwatch.GetTimestamp"/>; number 1 is the first.</summary>
    public IReadOnlyList<long> Served
    {
        get
        {
            lock (_served)
            {
                return [.. _served];
            }
        }
    }

    /// <summary>What it gave up to the last number that has arrived.</summary>
    public IReadOnlyList<long> ServedUpTo(long last) => [.. Served.Take((int)last)];

    public static NumberedMeter Start(string serial, int index) => new(serial, index);

    /// <summary>Can be reached there too.</summary>
    public IPEndPoint Listen(IPAddress address)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        _listeners.Add(listener);
        _running.Add(AcceptAsync(listener));
        return (IPEndPoint)listener.LocalEndpoint;
    }

    /// <summary>How the box's configuration names it. An answer that comes too late is asked for again, and its number is lost: it has time, for machines that do much else.</summary>
    public object ToOptions(IPEndPoint? at = null) =>
        new { Serial, Index, Type = "kostal-ksem", Host = (at ?? EndPoint).Address.ToString(), (at ?? EndPoint).Port, PollSeconds = 1, TimeoutMs = 4000 };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listeners.ForEach(listener => listener.Dispose());
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    async Task AcceptAsync(TcpListener listener)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        client.NoDelay = true;
        try
        {
            var stream = client.GetStream();
            var request = new byte[12];
            while (true)
            {
                await stream.ReadExactlyAsync(request, _stop.Token);
                if (!Silent)
                {
                    await stream.WriteAsync(Answer(request), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The box is gone, or the test is over.
        }
    }

    /// <summary>Reads only (function 3): header of 7 bytes, function, address, count.</summary>
    byte[] Answer(byte[] request)
    {
        var (address, count) = (BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(8)), BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(10)));
        var answer = new byte[9 + (count * 2)];
        request.AsSpan(0, 8).CopyTo(answer);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(4), (ushort)(3 + (count * 2)));
        answer[8] = (byte)(count * 2);
        if (address <= ImportCounter && address + count >= ImportCounter + 4)
        {
            BinaryPrimitives.WriteInt64BigEndian(answer.AsSpan(9 + ((ImportCounter - address) * 2)), Next() * UnitsAWattHour);
        }

        return answer;
    }

    long Next()
    {
        lock (_served)
        {
            _served.Add(Stopwatch.GetTimestamp());
            return _served.Count;
        }
    }
}
