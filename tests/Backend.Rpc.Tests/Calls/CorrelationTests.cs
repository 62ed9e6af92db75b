using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Tests.Errors;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

public sealed class CorrelationTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("portal:42/retry-1_a.b")]
    public async Task A_callers_id_is_in_the_answer_the_log_and_the_error(string id)
    {
        await using var server = await TriedServer.StartAsync();
        var headers = new Metadata { { "x-request-id", id } };
        var call = server.Client.AskAsync(new() { What = "log" }, headers, cancellationToken: Cancellation);
        Assert.Equal(id, (await call.ResponseHeadersAsync).GetValue("x-request-id"));
        await call;
        Assert.Contains(server.Log.Lines, line => line.Message.StartsWith("Something was done", StringComparison.Ordinal) && line.Scopes.Contains($"request {id}", StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<RpcException>(() => server.Client.AskAsync(new() { What = "throw" }, headers, cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(id, Details.Get<RequestInfo>(error).RequestId);
        Assert.Contains(id, error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a;b")]
    [InlineData("<script>")]
    [InlineData("x\ty")]
    public async Task Without_a_sane_one_the_call_gets_an_id_of_its_own(string? id)
    {
        await using var server = await TriedServer.StartAsync();
        var call = server.Client.AskAsync(new(), id is null ? [] : new Metadata { { "x-request-id", id } }, cancellationToken: Cancellation);
        Assert.Matches("^[0-9a-f]{32}$", (await call.ResponseHeadersAsync).GetValue("x-request-id"));
        await call;
    }

    [Fact]
    public async Task One_that_is_too_long_or_given_twice_is_not_taken()
    {
        await using var server = await TriedServer.StartAsync();
        foreach (var headers in new Metadata[] { new() { { "x-request-id", new string('a', 129) } }, new() { { "x-request-id", "a" }, { "x-request-id", "b" } } })
        {
            var call = server.Client.AskAsync(new(), headers, cancellationToken: Cancellation);
            Assert.Matches("^[0-9a-f]{32}$", (await call.ResponseHeadersAsync).GetValue("x-request-id"));
            await call;
        }
    }

    [Fact]
    public async Task Streams_have_it_from_their_headers_on()
    {
        await using var server = await TriedServer.StartAsync();
        using var call = server.Client.Watch(new() { What = "throw" }, new Metadata { { "x-request-id", "stream-1" } }, cancellationToken: Cancellation);
        Assert.Equal("stream-1", (await call.ResponseHeadersAsync).GetValue("x-request-id"));
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));
        Assert.Equal("stream-1", Details.Get<RequestInfo>(error).RequestId);
        Assert.Contains(server.Log.Lines, line => line.Message.Contains("failed a secret of the inside", StringComparison.Ordinal) && line.Scopes.Contains("request stream-1", StringComparison.Ordinal));
    }
}
