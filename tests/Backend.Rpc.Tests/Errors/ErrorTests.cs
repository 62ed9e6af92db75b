using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Tests.Calls;
using LocalEnergyMarket.Backend.Rpc.Tests.Tried;
using static LocalEnergyMarket.Backend.Rpc.Tests.Errors.Details;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Errors;

public sealed class ErrorTests
{
    static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_carries_its_reason_its_resource_and_the_request_id_in_every_kind_of_call()
    {
        await using var server = await TriedServer.StartAsync();
        foreach (var call in OfEachKind(server.Client, "not found"))
        {
            var error = await RefusedAsync(StatusCode.NotFound, "UNIT_UNKNOWN", call);
            Assert.Equal("There is no unit SEE1: import it first.", error.Status.Detail);
            Assert.Equal(("unit", "SEE1"), (Get<ResourceInfo>(error).ResourceType, Get<ResourceInfo>(error).ResourceName));
            Assert.NotEmpty(Get<RequestInfo>(error).RequestId);
        }
    }

    [Fact]
    public async Task Nothing_inner_leaves_in_any_kind_of_call()
    {
        await using var server = await TriedServer.StartAsync();
        foreach (var call in OfEachKind(server.Client, "throw"))
        {
            var error = await RefusedAsync(StatusCode.Internal, "INTERNAL", call);
            Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", StatusOf(error).ToString(), StringComparison.Ordinal);
            Assert.Contains(Get<RequestInfo>(error).RequestId, error.Status.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(4, server.Log.Lines.Count(line => line.Message.Contains("a secret of the inside", StringComparison.Ordinal) && line.Message.StartsWith("/lem.tried.TriedService/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_components_own_exception_is_explained_by_who_knows_it()
    {
        await using var server = await TriedServer.StartAsync();
        foreach (var call in OfEachKind(server.Client, "domain"))
        {
            var error = await RefusedAsync(StatusCode.FailedPrecondition, "GATE_CLOSED", call);
            var violation = Assert.Single(Get<PreconditionFailure>(error).Violations);
            Assert.Equal(("GATE_CLOSED", "tried/1", "The tried thing is not so."), (violation.Type, violation.Subject, violation.Description));
        }
    }

    [Fact]
    public async Task Metadata_and_any_character_arrive()
    {
        await using var server = await TriedServer.StartAsync();
        var error = await RefusedAsync(StatusCode.FailedPrecondition, "PRICE_TOO_LOW", () => AskAsync(server, "precondition"));
        Assert.Equal("Bid at least 10 ct/kWh – or ß 100 % more.", error.Status.Detail);
        Assert.Equal("10", Get<ErrorInfo>(error).Metadata["price_to_beat"]);
    }

    [Fact]
    public async Task A_long_message_is_cut_to_what_every_peer_takes()
    {
        await using var server = await TriedServer.StartAsync();
        var error = await RefusedAsync(StatusCode.InvalidArgument, "FORECAST_FILE_INVALID", () => AskAsync(server, "long"));
        Assert.StartsWith("line 17: 1,5 is no number; line 17:", error.Status.Detail, StringComparison.Ordinal);
        Assert.EndsWith("…", error.Status.Detail, StringComparison.Ordinal);
        Assert.True(error.Status.Detail.Length + Convert.ToBase64String(StatusOf(error).ToByteArray()).Length < 8_000);
    }

    [Fact]
    public async Task A_standard_services_plain_error_keeps_its_status_and_gets_the_request_id()
    {
        await using var server = await TriedServer.StartAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => AskAsync(server, "plain"));
        Assert.Equal((StatusCode.NotFound, "A standard service knows no such thing."), (error.StatusCode, error.Status.Detail));
        Assert.NotEmpty(Get<RequestInfo>(error).RequestId);
        Assert.Null(ReasonOf(error));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_alone_and_in_a_stream()
    {
        await using var server = await TriedServer.StartAsync(options => options.Limits.LargestMessage = 1000);
        var large = new Question { Ballast = ByteString.CopyFrom(new byte[2000]) };
        await RefusedAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", () => server.Client.AskAsync(large, cancellationToken: Cancellation).ResponseAsync);

        using var call = server.Client.Talk(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new() { What = "hello" }, Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        await call.RequestStream.WriteAsync(large, Cancellation);
        var error = await RefusedAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", () => call.ResponseStream.MoveNext(Cancellation));
        Assert.Null(Find<RetryInfo>(error));
    }

    [Fact]
    public async Task What_is_no_protobuf_is_refused_alone_and_in_a_stream()
    {
        await using var server = await TriedServer.StartAsync();
        byte[] nonsense = [0x0a, 0xff, 0xff, 0xff, 0x0f];
        var ask = new Method<byte[], byte[]>(MethodType.Unary, "lem.tried.TriedService", "Ask", Bytes, Bytes);
        await RefusedAsync(StatusCode.InvalidArgument, "MESSAGE_MALFORMED", () => server.Invoker.AsyncUnaryCall(ask, null, new(cancellationToken: Cancellation), nonsense).ResponseAsync);

        var talk = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "lem.tried.TriedService", "Talk", Bytes, Bytes);
        using var call = server.Invoker.AsyncDuplexStreamingCall(talk, null, new(cancellationToken: Cancellation));
        await call.RequestStream.WriteAsync([], Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        await call.RequestStream.WriteAsync(nonsense, Cancellation);
        await RefusedAsync(StatusCode.InvalidArgument, "MESSAGE_MALFORMED", () => call.ResponseStream.MoveNext(Cancellation));
    }

    [Theory]
    [InlineData("lem.tried.TriedService", "Forget")]
    [InlineData("lem.v1.NoService", "Ask")]
    public async Task What_does_not_exist_is_unimplemented(string service, string name)
    {
        await using var server = await TriedServer.StartAsync();
        var method = new Method<byte[], byte[]>(MethodType.Unary, service, name, Bytes, Bytes);
        var error = await RefusedAsync(
            StatusCode.Unimplemented, "METHOD_UNKNOWN", () => server.Invoker.AsyncUnaryCall(method, null, new(cancellationToken: Cancellation), []).ResponseAsync);
        Assert.Contains($"/{service}/{name}", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000005", "MESSAGE_MALFORMED")]
    [InlineData("", "MESSAGE_MALFORMED")]
    [InlineData("00000000000000000000", "MESSAGE_MALFORMED")]
    [InlineData("0100000000", "MESSAGE_MALFORMED")]
    public async Task A_frame_that_is_cut_or_wrong_is_refused(string frame, string reason)
    {
        await using var server = await TriedServer.StartAsync();
        using var answer = await RawCall.PostAsync(server, Convert.FromHexString(frame));
        Assert.Equal(("3", reason), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task An_unknown_compression_is_refused()
    {
        await using var server = await TriedServer.StartAsync();
        using var answer = await RawCall.PostAsync(server, [1, 0, 0, 0, 1, 0], ("grpc-encoding", "brotli9"));
        Assert.Equal(("12", "ENCODING_UNKNOWN"), (answer.Status, answer.Reason));
    }

    static Task<Answer> AskAsync(TriedServer server, string what) => server.Client.AskAsync(new() { What = what }, cancellationToken: Cancellation).ResponseAsync;

    static IEnumerable<Func<Task>> OfEachKind(TriedService.TriedServiceClient client, string what)
    {
        yield return () => client.AskAsync(new() { What = what }, cancellationToken: Cancellation).ResponseAsync;
        yield return async () =>
        {
            using var call = client.Upload(cancellationToken: Cancellation);
            await call.RequestStream.WriteAsync(new() { What = what }, Cancellation);
            await call;
        };
        yield return async () =>
        {
            // The headers and a message have been sent when it fails.
            using var call = client.Watch(new() { What = what }, cancellationToken: Cancellation);
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
            await call.ResponseStream.MoveNext(Cancellation);
        };
        yield return async () =>
        {
            using var call = client.Talk(cancellationToken: Cancellation);
            await call.RequestStream.WriteAsync(new() { What = "first" }, Cancellation);
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
            await call.RequestStream.WriteAsync(new() { What = what }, Cancellation);
            await call.ResponseStream.MoveNext(Cancellation);
        };
    }
}
