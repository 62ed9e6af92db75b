using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls.Deadlines;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

public sealed class DeadlineTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("30S", 30_000)]
    [InlineData("250m", 250)]
    [InlineData("5000u", 5)]
    [InlineData("99999999n", 99.9999)]
    [InlineData("99999999H", 99_999_999d * 3_600_000)]
    [InlineData("0S", 0)]
    public void Every_unit_is_read(string header, double milliseconds) => Assert.Equal(milliseconds, GrpcTimeout.Parse(header)!.Value.TotalMilliseconds, 0.001);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("+5S")]
    [InlineData(" 5S")]
    [InlineData("5 S")]
    [InlineData("5.5S")]
    [InlineData("123456789S")]
    [InlineData("٣S")]
    public void What_is_malformed_is_no_timeout(string header) => Assert.Null(GrpcTimeout.Parse(header));

    [Fact]
    public async Task Who_sets_none_gets_the_usual_one_and_streams_stay_open()
    {
        await using var server = await TriedServer.StartAsync();
        Assert.InRange((await server.Client.AskAsync(new(), cancellationToken: Cancellation)).LeftMs, 1, 30_000);
        Assert.InRange(await UploadAsync(server), 30_001, 600_000);
        using var watch = server.Client.Watch(new(), cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(0, watch.ResponseStream.Current.LeftMs);
        using var talk = server.Client.Talk(cancellationToken: Cancellation);
        await talk.RequestStream.WriteAsync(new(), Cancellation);
        Assert.True(await talk.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(0, talk.ResponseStream.Current.LeftMs);
    }

    [Fact]
    public async Task What_a_caller_asks_for_is_granted_up_to_the_longest()
    {
        await using var server = await TriedServer.StartAsync();
        Assert.InRange((await server.Client.AskAsync(new(), deadline: In(100), cancellationToken: Cancellation)).LeftMs, 30_001, 100_000);
        Assert.InRange((await server.Client.AskAsync(new(), deadline: In(18_000), cancellationToken: Cancellation)).LeftMs, 100_000, 300_000);
        Assert.InRange(await UploadAsync(server, deadline: In(1_000_000)), 600_001, 7_200_000);
        using var watch = server.Client.Watch(new(), deadline: In(72_000), cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.InRange(watch.ResponseStream.Current.LeftMs, 19 * 3_600_000, 20 * 3_600_000);
    }

    [Fact]
    public async Task When_it_passes_the_service_is_cancelled_and_the_caller_told_in_every_kind_of_call()
    {
        await using var server = await TriedServer.StartAsync(options => (options.Deadlines.CallSeconds, options.Deadlines.UploadSeconds) = (0.1, 0.1));
        var calls = new Func<Task>[]
        {
            () => server.Client.AskAsync(new() { What = "wait" }, cancellationToken: Cancellation).ResponseAsync,
            () => UploadAsync(server, "wait"),
            async () =>
            {
                using var call = server.Client.Watch(new() { What = "wait" }, deadline: In(0.1), cancellationToken: Cancellation);
                Assert.True(await call.ResponseStream.MoveNext(Cancellation));
                await call.ResponseStream.MoveNext(Cancellation);
            },
            async () =>
            {
                using var call = server.Client.Talk(deadline: In(0.1), cancellationToken: Cancellation);
                await call.RequestStream.WriteAsync(new() { What = "wait" }, Cancellation);
                await call.ResponseStream.MoveNext(Cancellation);
            },
        };
        foreach (var call in calls)
        {
            Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
            Assert.Equal("waits", await server.Witness.NextAsync());
            Assert.Equal("cancelled", await server.Witness.NextAsync());
        }
    }

    [Theory]
    [InlineData("5s")]
    [InlineData("soon")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    public async Task A_malformed_one_is_refused(string header)
    {
        await using var server = await TriedServer.StartAsync();
        using var answer = await RawCall.PostAsync(server, [0, 0, 0, 0, 0], ("grpc-timeout", header));
        Assert.Equal(("3", "TIMEOUT_MALFORMED"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task One_that_is_over_before_it_begins_reaches_no_service()
    {
        await using var server = await TriedServer.StartAsync();
        using var answer = await RawCall.PostAsync(server, [0, 0, 0, 0, 0], ("grpc-timeout", "0n"));
        Assert.Equal(("4", "TIMEOUT_OVER"), (answer.Status, answer.Reason));
        Assert.False(server.Witness.Events.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_the_service()
    {
        await using var server = await TriedServer.StartAsync();
        using var going = new CancellationTokenSource();
        var call = server.Client.AskAsync(new() { What = "wait" }, cancellationToken: going.Token);
        Assert.Equal("waits", await server.Witness.NextAsync());
        await going.CancelAsync();
        Assert.Equal("cancelled", await server.Witness.NextAsync());
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.DoesNotContain(server.Log.Lines, line => line.Message.Contains("failed", StringComparison.Ordinal));
    }

    static DateTime In(double seconds) => DateTime.UtcNow.AddSeconds(seconds);

    static async Task<long> UploadAsync(TriedServer server, string what = "left", DateTime? deadline = null)
    {
        using var call = server.Client.Upload(deadline: deadline, cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new() { What = what }, Cancellation);
        await call.RequestStream.CompleteAsync();
        return (await call).LeftMs;
    }
}
