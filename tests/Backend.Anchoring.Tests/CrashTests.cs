using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class CrashTests(Database database)
{
    const string Signed = "select encode(transaction_id, 'hex'), attempts from chain_outbox order by id";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData((int)Fault.DiesBeforeSending)]
    [InlineData((int)Fault.DiesAfterSending)]
    public async Task What_a_Performer_signed_before_it_ended_is_sent_by_the_next_and_is_in_once(int fault)
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        await Assert.ThrowsAsync<ProcessEndedException>(() => market.NewPerformer(new Cable((Fault)fault)).WorkAsync(Cancellation));
        var signed = await market.RowsAsync(Signed);
        Assert.EndsWith(" 1", Assert.Single(signed), StringComparison.Ordinal);

        await market.SettleAsync(market.NewPerformer());
        Assert.Equal(signed, await market.RowsAsync(Signed));
        Assert.Single(market.Executed().OfType<Anchor>());
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_lost_answer_is_no_loss_of_the_transaction()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(1), Some.Tree(2));
        await market.WatchAsync();
        await market.SettleAsync(market.NewPerformer(new Cable(Fault.AnswerLost)));
        Assert.Equal(2, market.Executed().OfType<Anchor>().Count());
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task Two_Performers_at_once_bring_each_entry_to_the_chain_once()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        await market.PublishAsync(Enumerable.Range(1, 6).Select(version => Some.Tree(version)));
        for (var meter = 1; meter <= 4; meter++)
        {
            await market.Events.RequestAsync(box.Id, box.Account, meter, Cancellation);
        }

        var (first, second) = (market.NewPerformer(), market.NewPerformer());
        for (var round = 0; (await market.Outbox.DepthAsync(Cancellation)).Open > 0; round++)
        {
            Assert.True(round < 100, "The outbox is not worked off.");
            await Task.WhenAll(first.WorkAsync(Cancellation), second.WorkAsync(Cancellation), market.WatchAsync());
            market.FinishBlocks();
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], market.Executed().OfType<Anchor>().Select(anchor => (int)anchor.Version));
        Assert.Equal([1, 2, 3, 4], market.Executed().OfType<SendData>().Select(sent => (int)sent.Meter));
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
        Assert.All(await market.RowsAsync("select attempts from chain_outbox"), attempts => Assert.Equal("1", attempts));
    }

    [Fact]
    public async Task A_Performer_that_is_late_changes_nothing_of_what_another_signed_meanwhile()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        var id = Assert.Single(Assert.Single(await market.Outbox.FrontsAsync(10, Cancellation)).Waiting).Id;
        var outlived = new SealedEntry(new byte[] { 1 }, ["first"], new byte[] { 1 }, Market.Now);
        var anew = new SealedEntry(new byte[] { 2 }, ["second"], new byte[] { 2 }, Market.Now);
        Assert.True(await market.Outbox.SaveSignedAsync([id], outlived, Cancellation));
        Assert.False(await market.Outbox.SaveSignedAsync([id], anew, Cancellation));
        await market.Outbox.SignAnewAsync(outlived, Cancellation);
        Assert.True(await market.Outbox.SaveSignedAsync([id], anew, Cancellation));

        await market.Outbox.SignAnewAsync(outlived, Cancellation);
        await market.Outbox.FailAsync(outlived, "refused", Cancellation);
        await market.Outbox.SplitAsync(outlived, 1, Cancellation);
        Assert.Equal(["second"], Assert.Single(await market.Outbox.FrontsAsync(10, Cancellation)).UnderWay!.Sealed.Signatures);
        Assert.Equal(["2 "], await market.RowsAsync("select attempts, together from chain_outbox"));
    }
}
