using Grpc.Core;
using Grpc.Core.Interceptors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Tests.Transport;

/// <summary>How calls end that do not end well.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    Loopback _loopback = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _loopback = await Loopback.StartAsync();

    public ValueTask DisposeAsync() => _loopback.DisposeAsync();

    [Fact]
    public async Task A_status_comes_with_its_message_and_trailers()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() =>
            Boxes().BeginEnrollmentAsync(new BeginEnrollmentRequest { Code = FakeBoxes.Fail }, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, exception.StatusCode);
        Assert.Equal("Der Code ist abgelaufen: ask für a new one ☂", exception.Status.Detail);
        Assert.Equal("code", exception.Trailers.GetValue("lem-field"));
        Assert.Equal([0, 0xff], exception.Trailers.GetValueBytes("lem-detail-bin"));
    }

    [Fact]
    public async Task A_deadline_ends_the_call_on_both_sides()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2);

        var exception = await Assert.ThrowsAsync<RpcException>(() => Boxes().BeginEnrollmentAsync(
            new BeginEnrollmentRequest { Code = FakeBoxes.Hang }, deadline: deadline, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
        await _loopback.Boxes.Cancelled.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_at_the_server_too()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var call = Boxes().BeginEnrollmentAsync(new BeginEnrollmentRequest { Code = FakeBoxes.Hang }, cancellationToken: cancellation.Token);
        await _loopback.Boxes.Begun.WaitAsync(Cancellation);

        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
        await _loopback.Boxes.Cancelled.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_stream_can_be_left_in_the_middle()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var call = new Probe.ProbeClient(_loopback.Channel).Count(new CountRequest(), cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));

        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAsync<RpcException>(() => ReadToTheEnd(call.ResponseStream));
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
    }

    [Fact]
    public async Task A_method_nobody_wrote_is_unimplemented()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() =>
            Boxes().CompleteEnrollmentAsync(new CompleteEnrollmentRequest(), cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, exception.StatusCode);
    }

    [Fact]
    public async Task A_service_nobody_offers_is_unimplemented()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => new StatusService.StatusServiceClient(_loopback.Channel)
            .GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, exception.StatusCode);
    }

    [Fact]
    public async Task Interceptors_work_on_both_sides()
    {
        var invoker = _loopback.Channel.Intercept(headers =>
        {
            headers.Add("lem-refuse", "refused by the interceptor");
            return headers;
        });
        using var call = new RegistryService.RegistryServiceClient(invoker).ImportMastr(cancellationToken: Cancellation);

        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Equal("refused by the interceptor", exception.Status.Detail);
    }

    [Fact]
    public async Task Call_credentials_go_with_every_call()
    {
        var credentials = CallCredentials.FromInterceptor((context, metadata) =>
        {
            metadata.Add("lem-sent", context.MethodName);
            return Task.CompletedTask;
        });
        using var call = Boxes().BeginEnrollmentAsync(
            new BeginEnrollmentRequest { Code = "A" }, new CallOptions(credentials: credentials, cancellationToken: Cancellation));

        Assert.Equal("BeginEnrollment", (await call.ResponseHeadersAsync).GetValue("lem-seen"));
    }

    static async Task ReadToTheEnd(IAsyncStreamReader<CountResponse> stream)
    {
        while (await stream.MoveNext(Cancellation))
        {
            Assert.NotNull(stream.Current);
        }
    }

    BoxService.BoxServiceClient Boxes() => new(_loopback.Channel);
}
