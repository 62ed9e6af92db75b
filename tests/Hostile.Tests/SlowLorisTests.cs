using System.Net.Sockets;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Hostile.Tests.Http2;

namespace LocalEnergyMarket.Hostile.Tests;

/// <summary>Peers that hold connections open and say as little as they can.</summary>
public sealed class SlowLorisTests(Attacked backend)
{
    const int Peers = 200;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_that_say_nothing_at_all_are_closed()
    {
        var connections = backend.Connections();
        await using var bystander = new Bystander(backend);
        var silent = new List<Socket>();
        for (var i = 0; i < Peers; i++)
        {
            silent.Add(await RawConnection.OpenSocketAsync(backend.Address, Cancellation));
        }

        await bystander.AnswersAsync(3, Cancellation);
        var buffer = new byte[1];
        foreach (var socket in silent)
        {
            Assert.Equal(0, await socket.ReceiveAsync(buffer, Cancellation));
            socket.Dispose();
        }

        await backend.LetGoAsync(connections, Cancellation);
    }

    [Theory]
    [InlineData("a preface", 0)]
    [InlineData("the headers of a call", 1)]
    [InlineData("the message of a call", 2)]
    public async Task Peers_that_send_a_byte_now_and_then_harm_nobody(string what, int stage)
    {
        _ = what;
        var connections = backend.Connections();
        var before = await backend.MemoryAsync(Cancellation);
        var headers = Frame.Headers(1, HeaderBlock.Of(HeaderBlock.OfCall("/lem.v1.StatusService/GetStatus", Callers.TokenOf("Operator")))).ToBytes();
        byte[][] said = [[], Frame.Opening, [.. Frame.Opening, .. headers]];
        byte[][] dripped = [Frame.Opening, headers, Frame.Data(1, new byte[5]).ToBytes()];
        await using (var bystander = new Bystander(backend))
        {
            var slow = new List<RawConnection>();
            for (var i = 0; i < Peers; i++)
            {
                slow.Add(await backend.ConnectAsync(Cancellation));
                await slow[^1].TryWriteAsync(said[stage], Cancellation);
            }

            // The last byte is never sent.
            foreach (var single in dripped[stage].SkipLast(1).Take(12))
            {
                await Task.WhenAll(slow.Select(connection => connection.TryWriteAsync(new[] { single }, Cancellation)));
                await bystander.AnswersAsync(1, Cancellation);
            }

            Assert.InRange(await backend.MemoryAsync(Cancellation) - before, long.MinValue, 96);
            foreach (var connection in slow)
            {
                await connection.DisposeAsync();
            }
        }

        await backend.LetGoAsync(connections, Cancellation);
        await backend.AssertNoInnerErrorAsync(Cancellation);
    }
}
