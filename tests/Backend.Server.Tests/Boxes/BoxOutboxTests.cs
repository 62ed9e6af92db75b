using System.Threading.Channels;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

public sealed class BoxOutboxTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 100_000, 3)]
    [InlineData(1000, 1000, 9)]
    public async Task It_holds_so_many_messages_and_so_many_bytes_and_takes_more_when_they_are_read(int messages, int bytes, int held)
    {
        using var outbox = new BoxOutbox(messages, bytes);
        var message = new BackendMessage { SetPoint = new() { SetPointId = new string('x', 98) } };
        Assert.Equal(held, Enumerable.Range(0, 20).Count(_ => outbox.TryWrite(message)));
        Assert.Equal(held * message.CalculateSize(), outbox.Bytes);

        await using (var reading = outbox.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation))
        {
            Assert.True(await reading.MoveNextAsync());
            Assert.True(outbox.TryWrite(message));
            Assert.False(outbox.TryWrite(message));
        }
    }

    [Fact]
    public async Task The_GoAway_comes_last_and_after_it_nothing()
    {
        using var outbox = new BoxOutbox(8, 1000);
        outbox.SendAway("the first reason");
        outbox.SendAway("another");
        Assert.True(outbox.Away.IsCancellationRequested);
        await outbox.WriteAsync(new() { Ack = new() { Sequence = 7 } }, Cancellation);
        outbox.Finish();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await outbox.WriteAsync(new() { Ack = new() { Sequence = 8 } }, Cancellation));
        var sent = new List<BackendMessage>();
        await foreach (var message in outbox.ReadAllAsync(Cancellation))
        {
            sent.Add(message);
        }

        Assert.Equal((2, 7UL, "the first reason"), (sent.Count, sent[0].Ack.Sequence, sent[1].GoAway.Reason));
    }
}
