using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

public sealed class ConnectionAgeTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_its_age_a_stream_is_told_and_the_next_call_comes_on_another_connection()
    {
        await using var server = await LimitedServer.StartAsync(limits => (limits.ConnectionAgeSeconds, limits.ConnectionAgeGraceSeconds) = (1, 600));
        using var talk = server.Client.Talk(cancellationToken: Cancellation);
        var first = (await server.Client.AskAsync(new(), cancellationToken: Cancellation)).Text;

        Assert.True(await talk.ResponseStream.MoveNext(Cancellation));
        Assert.Equal("go away", talk.ResponseStream.Current.Text);
        Assert.False(await talk.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(StatusCode.OK, talk.GetStatus().StatusCode);
        Assert.False(first == (await server.Client.AskAsync(new(), cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task A_raw_client_gets_GOAWAY()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.ConnectionAgeSeconds = 1);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        await raw.GreetAsync();
        Assert.NotNull(await raw.UntilAsync(frame => frame.Type == Frame.GoAway));
    }

    [Fact]
    public async Task After_the_grace_what_still_runs_ends_with_UNAVAILABLE()
    {
        await using var server = await LimitedServer.StartAsync(limits => (limits.ConnectionAgeSeconds, limits.ConnectionAgeGraceSeconds) = (1, 1));
        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.AskAsync(new() { Text = "wait" }, cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal((StatusCode.Unavailable, "This server has to end the call; call again."), (failure.StatusCode, failure.Status.Detail));
        await server.Scene.Cancelled.Task.WaitAsync(Cancellation);
    }
}
