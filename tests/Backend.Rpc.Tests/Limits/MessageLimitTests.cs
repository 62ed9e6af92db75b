using Google.Protobuf;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

public sealed class MessageLimitTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1900, StatusCode.OK)]
    [InlineData(2100, StatusCode.ResourceExhausted)]
    public async Task A_message_is_taken_up_to_the_largest(int bytes, StatusCode expected)
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.LargestMessage = 2048);
        var message = new Limited.Blob { Ballast = ByteString.CopyFrom(new byte[bytes]) };
        Assert.Equal(expected, await StatusAsync(server.Client.AskAsync(message, cancellationToken: Cancellation).ResponseAsync));
        Assert.Equal(StatusCode.OK, await StatusAsync(server.Client.AskAsync(new(), cancellationToken: Cancellation).ResponseAsync));
    }

    [Theory]
    [InlineData(1900, StatusCode.OK)]
    [InlineData(2100, StatusCode.ResourceExhausted)]
    public async Task A_message_is_sent_up_to_the_largest(int bytes, StatusCode expected)
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.LargestAnswer = 2048);
        Assert.Equal(expected, await StatusAsync(server.Client.AskAsync(new() { Count = bytes }, cancellationToken: Cancellation).ResponseAsync));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Headers_beyond_the_limit_end_the_call_and_no_other(int headers)
    {
        await using var server = await LimitedServer.StartAsync(limits => (limits.HeaderBytes, limits.HeaderFieldBytes, limits.Headers) = (2048, 1024, 16));
        var metadata = new Metadata();
        for (var i = 0; i < headers; i++)
        {
            metadata.Add($"x-{i}", new string('x', headers == 1 ? 1100 : 10));
        }

        Assert.NotEqual(StatusCode.OK, await StatusAsync(server.Client.AskAsync(new(), metadata, cancellationToken: Cancellation).ResponseAsync));
        Assert.Equal(StatusCode.OK, await StatusAsync(server.Client.AskAsync(new(), cancellationToken: Cancellation).ResponseAsync));
    }

    static async Task<StatusCode> StatusAsync(Task call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
