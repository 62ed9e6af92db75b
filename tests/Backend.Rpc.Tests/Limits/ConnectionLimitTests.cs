using Google.Protobuf;
using LocalEnergyMarket.Backend.Rpc.Limits;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

/// <summary>Against a client that keeps to nothing.</summary>
public sealed class ConnectionLimitTests
{
    const ushort MostStreams = 3;
    const ushort Window = 4;
    const uint RefusedStream = 7;

    [Fact]
    public async Task Streams_and_windows_are_stated_and_one_stream_more_is_refused()
    {
        await using var server = await LimitedServer.StartAsync(limits => (limits.StreamsPerConnection, limits.StreamWindowBytes) = (2, 70_000));
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        await raw.GreetAsync();
        var settings = (await raw.UntilAsync(frame => frame.Type == Frame.Settings))!.Value;
        Assert.Equal((2u, 70_000u), (settings.Setting(MostStreams), settings.Setting(Window)));
        for (var stream = 1; stream <= 5; stream += 2)
        {
            await raw.CallAsync(stream, "Talk");
        }

        var refused = await raw.UntilAsync(frame => frame.Type == Frame.Reset);
        Assert.Equal((5, RefusedStream), (refused!.Value.Stream, refused.Value.Number));
    }

    [Fact]
    public async Task One_connection_more_than_the_limit_is_closed()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.Connections = 1);
        await server.Client.AskAsync(new(), cancellationToken: TestContext.Current.CancellationToken);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        await raw.ClosedAsync();
        await server.Client.AskAsync(new(), cancellationToken: TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_without_calls_is_closed(bool greets)
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.IdleConnectionSeconds = 1);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        if (greets)
        {
            await raw.GreetAsync();
        }

        await raw.ClosedAsync();
    }

    [Fact]
    public async Task Who_does_not_begin_TLS_is_gone()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.HandshakeSeconds = 1, tls: true);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        await raw.ClosedAsync();
    }

    [Fact]
    public async Task Headers_that_do_not_end_close_the_connection()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.HeadersSeconds = 1);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        await raw.GreetAsync();
        await raw.CallAsync(1, "Ask", flags: 0);
        await raw.ClosedAsync();
    }

    [Fact]
    public async Task Who_does_not_answer_a_ping_is_dead_and_its_calls_as_well()
    {
        await using var server = await LimitedServer.StartAsync(limits => (limits.PingSeconds, limits.PingTimeoutSeconds) = (1, 1));
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        await raw.GreetAsync();
        await raw.CallAsync(1, "Talk");
        Assert.NotNull(await raw.UntilAsync(frame => frame.Type == Frame.Ping));
        await raw.ClosedAsync();
        await server.Scene.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_request_that_trickles_in_is_cut()
    {
        await using var server = await LimitedServer.StartAsync(Slow);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        await raw.GreetAsync();
        await raw.CallAsync(1, "Ask");
        await raw.MessageAsync(1, 1000, new byte[10]);
        await raw.ClosedAsync();
    }

    [Theory]
    [InlineData("Flood")]
    [InlineData("AskForMuch")]
    public async Task Who_does_not_read_its_answer_is_cut(string what)
    {
        await using var server = await LimitedServer.StartAsync(Slow);
        using var raw = await RawHttp2.ConnectAsync(server.Address);

        // The window that HTTP/2 begins with is all that the server gets.
        await raw.GreetAsync();
        var message = new Limited.Blob { Count = 1 << 20 }.ToByteArray();
        await raw.CallAsync(1, what == "Flood" ? "Flood" : "Ask");
        await raw.MessageAsync(1, message.Length, message, last: true);

        // The call is reset or the connection closed, whichever limit is met first; pings, which it does not answer, are not due for an hour.
        Assert.Equal(1, (await raw.UntilAsync(frame => frame.Type == Frame.Reset))?.Stream ?? 1);
        if (what == "Flood")
        {
            await server.Scene.Cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    static void Slow(LimitOptions limits) => (limits.BytesPerSecond, limits.SlowSeconds, limits.PingSeconds) = (1 << 20, 2, 3600);
}
