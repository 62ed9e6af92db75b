using Grpc.Core;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

public sealed class StoppingTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_goes_first_streams_are_told_and_what_runs_is_waited_for()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.StopSeconds = 300);
        server.Health.SetStatus("", ServingStatus.Serving);
        using var watch = new Grpc.Health.V1.Health.HealthClient(server.Channel).Watch(new(), cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        using var talk = server.Client.Talk(cancellationToken: Cancellation);
        using var upload = server.Client.Upload(cancellationToken: Cancellation);
        await upload.RequestStream.WriteAsync(new(), Cancellation);
        await server.Scene.Uploading.Task.WaitAsync(Cancellation);

        var stopped = server.StopAsync();

        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation))).StatusCode);
        Assert.True(await talk.ResponseStream.MoveNext(Cancellation));
        Assert.Equal("go away", talk.ResponseStream.Current.Text);
        Assert.False(await talk.ResponseStream.MoveNext(Cancellation));

        await upload.RequestStream.WriteAsync(new(), Cancellation);
        await upload.RequestStream.CompleteAsync();
        Assert.Equal(2, (await upload).Count);
        await stopped;
    }

    [Fact]
    public async Task What_is_still_open_at_the_limit_ends_with_UNAVAILABLE()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.StopSeconds = 1);
        var ask = server.Client.AskAsync(new() { Text = "wait" }, cancellationToken: Cancellation).ResponseAsync;
        using var upload = server.Client.Upload(cancellationToken: Cancellation);
        await upload.RequestStream.WriteAsync(new(), Cancellation);
        await Task.WhenAll(server.Scene.Waiting.Task, server.Scene.Uploading.Task).WaitAsync(Cancellation);

        var stopped = server.StopAsync();

        foreach (var call in (Task[])[ask, upload.ResponseAsync])
        {
            var failure = await Assert.ThrowsAsync<RpcException>(() => call);
            Assert.Equal((StatusCode.Unavailable, "This server has to end the call; call again."), (failure.StatusCode, failure.Status.Detail));
        }

        await stopped;
    }
}
