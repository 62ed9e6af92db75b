using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Tests.Servers;
using LocalEnergyMarket.Client.Trading;

namespace LocalEnergyMarket.Client.Tests.Errors;

public sealed class TypedErrorTests : IAsyncLifetime
{
    readonly TestAuthority _authority = new();
    TestServer? _server;
    LemClient? _client;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Script Script => _server!.Script;

    LemClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_authority.Server(), "one");
        _client = LemClient.Connect(Some.Options(_authority, _server.Address));
    }

    [Fact]
    public async Task An_invalid_request_says_which_fields()
    {
        Script.Failures.Enqueue(Some.Failure(
            StatusCode.InvalidArgument,
            "two fields are wrong",
            new ErrorInfo { Reason = "FIELDS_INVALID", Domain = "lem", Metadata = { ["cap_wh"] = "5" } },
            new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "timeslot", Description = "no quarter hour", Reason = "NOT_A_TIMESLOT" } } },
            new RequestInfo { RequestId = "r-1" }));
        var e = await FailsAsync<InvalidRequestException>();
        Assert.Equal("two fields are wrong", e.Message);
        Assert.Equal(("FIELDS_INVALID", "lem", "5", "r-1"), (e.Reason, e.Domain, e.Metadata["cap_wh"], e.RequestId));
        Assert.Equal([new("timeslot", "no quarter hour", "NOT_A_TIMESLOT")], e.Violations);
        Assert.Equal("/lem.v1.StatusService/GetStatus", e.Method);
        Assert.Equal(StatusCode.InvalidArgument, Assert.IsType<RpcException>(e.InnerException).StatusCode);
    }

    [Fact]
    public async Task A_precondition_a_missing_resource_and_a_quota_say_what()
    {
        Script.Failures.Enqueue(Some.Failure(
            StatusCode.FailedPrecondition, "closed",
            new PreconditionFailure { Violations = { new PreconditionFailure.Types.Violation { Type = "GATE", Subject = "timeslot", Description = "take a later one" } } }));
        Assert.Equal([new("GATE", "timeslot", "take a later one")], (await FailsAsync<PreconditionException>()).Violations);

        Script.Failures.Enqueue(Some.Failure(StatusCode.NotFound, "none", new ResourceInfo { ResourceType = "offer", ResourceName = "o-1" }));
        var missing = await FailsAsync<NotFoundException>();
        Assert.Equal(("offer", "o-1"), (missing.ResourceType, missing.ResourceName));

        Script.Failures.Enqueue(Some.Failure(
            StatusCode.ResourceExhausted, "too many", new QuotaFailure { Violations = { new QuotaFailure.Types.Violation { Subject = "C-0001", Description = "50 a second" } } }));
        Assert.Equal([new("C-0001", "50 a second")], (await FailsAsync<RateLimitedException>()).Violations);
    }

    [Theory]
    [InlineData(StatusCode.OutOfRange, typeof(InvalidRequestException))]
    [InlineData(StatusCode.Aborted, typeof(ConflictException))]
    [InlineData(StatusCode.AlreadyExists, typeof(ConflictException))]
    [InlineData(StatusCode.Unauthenticated, typeof(UnauthenticatedException))]
    [InlineData(StatusCode.PermissionDenied, typeof(PermissionDeniedException))]
    [InlineData(StatusCode.DeadlineExceeded, typeof(DeadlineException))]
    [InlineData(StatusCode.Internal, typeof(LemException))]
    [InlineData(StatusCode.Unimplemented, typeof(LemException))]
    public async Task Each_code_has_its_type_and_no_details_are_no_trouble(StatusCode code, Type type)
    {
        Script.Failures.Enqueue(Some.Failure(code, "as ordered"));
        var e = await Assert.ThrowsAnyAsync<LemException>(Client.WhoAsync);
        Assert.IsType(type, e);
        Assert.Equal((code, "as ordered", ""), (e.Code, e.Message, e.Reason));
    }

    [Fact]
    public async Task Details_that_cannot_be_read_leave_the_status_as_it_is()
    {
        Script.Failures.Enqueue(new(new(StatusCode.NotFound, "none"), new Metadata { { "grpc-status-details-bin", [0xff, 0xff, 0xff] } }));
        Assert.Equal("none", (await FailsAsync<NotFoundException>()).Message);
    }

    [Fact]
    public async Task The_blocking_form_fails_in_the_same_way()
    {
        Script.Failures.Enqueue(Some.Failure(StatusCode.NotFound, "none"));
        await Task.Run(() => Assert.Throws<NotFoundException>(() => Client.Status.GetStatus(new(), cancellationToken: Cancellation)), Cancellation);
    }

    [Fact]
    public async Task Streams_fail_in_the_same_way()
    {
        Script.Failures.Enqueue(Some.Failure(StatusCode.PermissionDenied, "not you", new ErrorInfo { Reason = "NOT_YOURS" }));
        using var watch = Client.Health.Watch(new(), cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal("NOT_YOURS", (await Assert.ThrowsAsync<PermissionDeniedException>(() => watch.ResponseStream.MoveNext(Cancellation))).Reason);

        Script.Failures.Enqueue(Some.Failure(StatusCode.Unauthenticated, "who?"));
        using var stream = Client.Boxes.Connect(cancellationToken: Cancellation);
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));
        await stream.RequestStream.WriteAsync(new(), Cancellation);
        await Assert.ThrowsAsync<UnauthenticatedException>(() => stream.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task An_upload_that_is_refused_while_it_is_sent_fails_with_the_refusal()
    {
        Script.Always = Some.Failure(StatusCode.InvalidArgument, "no zip");
        var e = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Client.Registry.ImportMastrAsync(new MemoryStream(new byte[8 << 20]), "export.zip", Cancellation));
        Assert.Equal("no zip", e.Message);
    }

    [Fact]
    public async Task A_call_that_the_caller_cancels_is_cancelled_as_everywhere()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = Client.Market.GetBookAsync(new(), cancellationToken: cancel.Token).ResponseAsync;
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancel.Token, e.CancellationToken);
    }

    [Fact]
    public async Task A_call_without_a_deadline_has_the_default()
    {
        using var hurried = LemClient.Connect(Some.Options(_authority, _server!.Address) with { Deadline = TimeSpan.FromMilliseconds(50) });
        await Assert.ThrowsAsync<DeadlineException>(() => hurried.Market.GetBookAsync(new(), cancellationToken: Cancellation).ResponseAsync);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server!.DisposeAsync();
        _authority.Dispose();
    }

    async Task<T> FailsAsync<T>()
        where T : LemException => await Assert.ThrowsAsync<T>(Client.WhoAsync);
}
