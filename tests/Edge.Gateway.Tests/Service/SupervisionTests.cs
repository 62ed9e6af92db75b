using System.Net.Sockets;
using System.Text;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Service;

/// <summary>What systemd hears: a socket of the kind it makes, and the box's side of it.</summary>
public sealed class SupervisionTests : IDisposable
{
    readonly ScratchFolder _scratch = new();
    readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    readonly RecordingLog _log = new();

    string Address => _scratch.In("notify");

    public SupervisionTests() => _systemd.Bind(new UnixDomainSocketEndPoint(Address));

    [Fact]
    public async Task It_is_ready_alive_and_stopping()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var supervision = new Supervision(ServiceSocket.Open(Address), TimeSpan.FromMilliseconds(5), TimeProvider.System, _log);
        supervision.Watch("polling", TimeSpan.FromMinutes(1));

        var running = supervision.RunAsync("2 meters\nand more", stop.Token);
        Assert.Equal("STATUS=2 meters and more", await HearAsync());
        Assert.Equal("READY=1", await HearAsync());
        Assert.Equal("WATCHDOG=1", await HearAsync());
        Assert.Equal("WATCHDOG=1", await HearAsync());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        while (await HearAsync() is var heard && heard != "STOPPING=1")
        {
            Assert.Equal("WATCHDOG=1", heard);
        }
    }

    [Fact]
    public async Task A_loop_that_stands_still_silences_it_until_it_goes_on()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var service = ServiceSocket.Open(Address);
        var clock = new StoppedClock();
        var polling = new Pulse("Meter 1LEM", TimeSpan.FromSeconds(60), clock);
        var watchdog = new Watchdog(service, [new("Batches", TimeSpan.FromDays(1), clock), polling], TimeSpan.FromMilliseconds(5), TimeProvider.System, _log);

        clock.Pass(TimeSpan.FromSeconds(61));
        var running = watchdog.RunAsync(stop.Token);
        while (!_log.Texts.Any(t => t.StartsWith("Meter 1LEM has stood still for 61 s", StringComparison.Ordinal)))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(0, _systemd.Available);

        polling.Beat();
        Assert.Equal("WATCHDOG=1", await HearAsync());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("60000000", null, 30)]
    [InlineData("60000000", "17", 30)]
    [InlineData("60000000", "18", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void The_watchdog_runs_when_systemd_wants_it_of_this_process(string? microseconds, string? process, int? seconds) =>
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, Watchdog.Interval(microseconds, process, 17));

    [Fact]
    public void Without_systemd_nothing_is_said()
    {
        using var service = ServiceSocket.Open(null);
        service.Ready();
        service.Stopping();
    }

    [Fact]
    public async Task A_name_in_the_abstract_namespace_begins_with_an_at_sign()
    {
        var name = $"lem-{Guid.NewGuid():N}";
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        using var service = ServiceSocket.Open($"@{name}");
        service.Ready();
        Assert.Equal("READY=1", await HearAsync(systemd));
    }

    public void Dispose()
    {
        _systemd.Dispose();
        _scratch.Dispose();
    }

    Task<string> HearAsync() => HearAsync(_systemd);

    static async Task<string> HearAsync(Socket socket)
    {
        var buffer = new byte[512];
        var length = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    sealed class StoppedClock : TimeProvider
    {
        long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
