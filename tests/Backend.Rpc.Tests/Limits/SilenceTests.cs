using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

public sealed class SilenceTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_upload_ends_and_a_long_stream_beside_it_does_not()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.UploadIdleSeconds = 1);
        using var talk = server.Client.Talk(cancellationToken: Cancellation);
        await SayAsync(talk, "here");

        using var upload = server.Client.Upload(cancellationToken: Cancellation);
        await upload.RequestStream.WriteAsync(new(), Cancellation);
        var failure = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Contains("silent for 1 s", failure.Status.Detail, StringComparison.Ordinal);

        await SayAsync(talk, "still here");
    }

    [Fact]
    public async Task A_long_stream_has_a_limit_of_its_own()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.LongStreamIdleSeconds = 1);
        using var talk = server.Client.Talk(cancellationToken: Cancellation);
        await SayAsync(talk, "here");
        var failure = await Assert.ThrowsAsync<RpcException>(() => talk.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    static async Task SayAsync(AsyncDuplexStreamingCall<Limited.Blob, Limited.Blob> talk, string text)
    {
        await talk.RequestStream.WriteAsync(new() { Text = text }, Cancellation);
        Assert.True(await talk.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(text, talk.ResponseStream.Current.Text);
    }
}
