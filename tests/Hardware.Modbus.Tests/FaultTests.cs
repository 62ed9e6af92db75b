using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>What a line and a device can do wrong.</summary>
public sealed class FaultTests
{
    static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Impatient = TimeSpan.FromMilliseconds(150);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_in_single_bytes_is_put_together()
    {
        await using var peer = new ScriptedPeer(async (request, stream) =>
        {
            foreach (var one in ScriptedPeer.ReadAnswer(request, 0xBEEF))
            {
                await stream.WriteAsync(new[] { one }, Cancel);
                await stream.FlushAsync(Cancel);
            }
        });
        await using var master = Master(peer.Port, Patient);
        Assert.Equal([0xBEEF], await master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
    }

    [Fact]
    public async Task Answers_of_other_transactions_and_units_are_discarded()
    {
        await using var peer = new ScriptedPeer(async (request, stream) =>
        {
            var stale = ScriptedPeer.ReadAnswer(request, 1);
            stale[1] ^= 0x40;
            var foreign = ScriptedPeer.ReadAnswer(request, 2);
            foreign[6]++;
            await stream.WriteAsync((byte[])[.. stale, .. foreign, .. ScriptedPeer.ReadAnswer(request, 3)], Cancel);
        });
        await using var master = Master(peer.Port, Patient);
        Assert.Equal([3], await master.ReadInputRegistersAsync(1, 0, 1, Cancel));
        Assert.Equal([3], await master.ReadInputRegistersAsync(1, 0, 1, Cancel));
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task A_late_answer_is_not_taken_for_the_next()
    {
        byte[]? late = null;
        await using var peer = new ScriptedPeer(async (request, stream) =>
        {
            if (late is null)
            {
                late = ScriptedPeer.ReadAnswer(request, 1);
                return;
            }

            await stream.WriteAsync((byte[])[.. late, .. ScriptedPeer.ReadAnswer(request, 2)], Cancel);
        });
        await using var master = Master(peer.Port, TimeSpan.FromSeconds(1));
        Assert.Equal([2], await master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
        Assert.Equal((1, 2), (peer.Connections, peer.Requests));
    }

    [Fact]
    public async Task Silence_ends_in_a_time_out_that_names_the_unit_and_the_place()
    {
        await using var peer = new ScriptedPeer((_, _) => Task.CompletedTask);
        await using var master = Master(peer.Port, Impatient);
        var e = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(5, 0, 1, Cancel));
        Assert.Equal(ModbusTransportFailure.TimedOut, e.Failure);
        Assert.Contains($"unit 5 at 127.0.0.1:{peer.Port}", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, peer.Requests);
    }

    [Fact]
    public async Task A_frame_that_stops_in_the_middle_costs_its_connection_and_nothing_else()
    {
        var cut = true;
        await using var peer = new ScriptedPeer(async (request, stream) =>
        {
            await stream.WriteAsync(ScriptedPeer.ReadAnswer(request, 6).AsMemory(0, cut ? 9 : 11), Cancel);
            cut = false;
        });
        await using var master = Master(peer.Port, TimeSpan.FromSeconds(1));
        Assert.Equal([6], await master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
        Assert.Equal((2, 2), (peer.Connections, peer.Requests));
    }

    [Fact]
    public async Task Twice_silent_a_peer_is_connected_to_anew()
    {
        await using var peer = new ScriptedPeer((_, _) => Task.CompletedTask);
        await using var master = Master(peer.Port, Impatient);
        for (var i = 1; i <= 2; i++)
        {
            await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(5, 0, 1, Cancel));
            Assert.Equal((i, 2 * i), (peer.Connections, peer.Requests));
        }
    }

    [Fact]
    public async Task An_answer_of_the_wrong_length_or_function_is_not_taken()
    {
        await using var peer = new ScriptedPeer(async (request, stream) => await stream.WriteAsync(ScriptedPeer.ReadAnswer(request, 6), Cancel));
        await using var master = Master(peer.Port, Patient);
        var length = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(1, 0, 2, Cancel));
        Assert.Contains("with 4 bytes instead of 6", length.Message, StringComparison.Ordinal);
        var write = await Assert.ThrowsAsync<ModbusTransportException>(() => master.WriteSingleRegisterAsync(1, 0, 2, Cancel));
        Assert.Contains("another write", write.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 126)]
    [InlineData(65535, 2)]
    public async Task A_read_outside_the_protocols_limits_never_reaches_the_line(int address, int count)
    {
        await using var master = Master(port: 1, Patient);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => master.ReadHoldingRegistersAsync(1, (ushort)address, (ushort)count, Cancel));
    }

    [Fact]
    public async Task A_write_that_found_silence_is_not_sent_again()
    {
        await using var peer = new ScriptedPeer((_, _) => Task.CompletedTask);
        await using var master = Master(peer.Port, Impatient);
        await Assert.ThrowsAsync<ModbusTransportException>(() => master.WriteSingleRegisterAsync(5, 0, 1, Cancel));
        Assert.Equal(1, peer.Requests);
    }

    [Fact]
    public async Task An_exception_answer_is_typed()
    {
        await using var peer = new ScriptedPeer(async (request, stream) =>
            await stream.WriteAsync((byte[])[request[0], request[1], 0, 0, 0, 3, request[6], (byte)(request[7] | 0x80), 4], Cancel));
        await using var master = Master(peer.Port, Patient);
        var e = await Assert.ThrowsAsync<ModbusException>(() => master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
        Assert.Equal((1, ModbusFunction.ReadHoldingRegisters, ModbusExceptionCode.ServerDeviceFailure), (e.Unit, e.Function, e.Code));
        Assert.Equal(1, peer.Requests);
    }

    [Fact]
    public async Task A_connection_the_peer_closed_is_made_anew_for_a_read()
    {
        await using var peer = new ScriptedPeer(async (request, stream) =>
        {
            await stream.WriteAsync(ScriptedPeer.ReadAnswer(request, 9), Cancel);
            stream.Socket.Shutdown(SocketShutdown.Both);
        });
        await using var master = Master(peer.Port, Patient);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal([9], await master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
            Assert.Equal(i, peer.Connections);
        }
    }

    [Fact]
    public async Task What_is_not_Modbus_is_called_so()
    {
        await using var peer = new ScriptedPeer(async (_, stream) => await stream.WriteAsync("HTTP/1.1 400 Bad Request"u8.ToArray(), Cancel));
        await using var master = Master(peer.Port, Patient);
        var e = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
        Assert.Equal(ModbusTransportFailure.Malformed, e.Failure);
    }

    [Fact]
    public async Task A_busy_unit_is_asked_again_a_bounded_number_of_times()
    {
        var unit = new ArrayUnit { BusyAnswers = 3 };
        await using var server = ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [1] = unit });
        await using var master = Master(server.EndPoint.Port, Patient);
        Assert.Equal([4], await master.ReadHoldingRegistersAsync(1, 4, 1, Cancel));

        unit.BusyAnswers = 4;
        var e = await Assert.ThrowsAsync<ModbusException>(() => master.ReadHoldingRegistersAsync(1, 4, 1, Cancel));
        Assert.Equal(ModbusExceptionCode.ServerDeviceBusy, e.Code);
        Assert.Equal(0, unit.BusyAnswers);
    }

    [Fact]
    public async Task After_a_refused_connection_there_is_a_pause_that_grows()
    {
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Dispose();
        var time = new SteppedTime();
        await using var transport = new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = port }, time);
        await using var master = new ModbusMaster(transport, null, time);

        Assert.Contains("Check the address", await FailAsync(), StringComparison.Ordinal);
        Assert.Contains("next attempt is in", await FailAsync(), StringComparison.Ordinal);
        time.Now += TimeSpan.FromMilliseconds(500);
        Assert.Contains("Check the address", await FailAsync(), StringComparison.Ordinal);
        time.Now += TimeSpan.FromMilliseconds(999);
        Assert.Contains("next attempt is in", await FailAsync(), StringComparison.Ordinal);
        await using var server = ModbusTcpServer.Start(new(IPAddress.Loopback, port), new Dictionary<byte, IModbusUnit> { [1] = new ArrayUnit() });
        time.Now += TimeSpan.FromMilliseconds(1);
        Assert.Equal([7], await master.ReadHoldingRegistersAsync(1, 7, 1, Cancel));

        async Task<string> FailAsync()
        {
            var e = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(1, 7, 1, Cancel));
            Assert.Equal(ModbusTransportFailure.Unreachable, e.Failure);
            return e.Message;
        }
    }

    [Fact]
    public async Task Many_callers_share_one_connection_without_mixing_answers()
    {
        await using var server = ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [1] = new ArrayUnit() });
        await using var master = Master(server.EndPoint.Port, Patient);
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, cancel) =>
            Assert.Equal([(ushort)(i % 100)], await master.ReadHoldingRegistersAsync(1, (ushort)(i % 100), 1, cancel)));
    }

    static ModbusMaster Master(int port, TimeSpan timeout) => new(
        new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = port, ResponseTimeout = timeout, ConnectTimeout = Patient }),
        new() { BusyPause = TimeSpan.FromMilliseconds(1) });

    sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 6, 21, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
