using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class ExpiryTests(Database database)
{
    const string Entry = "select state, encode(transaction_id, 'hex'), attempts from chain_outbox";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_expired_is_signed_anew_only_when_irreversible_time_has_passed_it()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        await Assert.ThrowsAsync<ProcessEndedException>(
            () => market.NewPerformer(new Cable(Fault.DiesBeforeSending), expireSeconds: 1).WorkAsync(Cancellation));
        var signed = await market.RowsAsync(Entry);

        // The chain has passed the expiration; as far as the Watcher has seen, the transaction may still be in one of these blocks.
        market.FinishBlocks(8);
        var performer = market.NewPerformer();
        Assert.Equal(PerformerRound.Served, await performer.WorkAsync(Cancellation));
        Assert.Equal(signed, await market.RowsAsync(Entry));
        Assert.StartsWith("signed ", Assert.Single(signed), StringComparison.Ordinal);

        await market.WatchAsync();
        await performer.WorkAsync(Cancellation);
        Assert.Equal(["waiting  1"], await market.RowsAsync(Entry));
        await market.SettleAsync(performer);
        var settled = Assert.Single(await market.RowsAsync(Entry));
        Assert.StartsWith("irreversible ", settled, StringComparison.Ordinal);
        Assert.EndsWith(" 2", settled, StringComparison.Ordinal);
        Assert.NotEqual(signed[0].Split(' ')[1], settled.Split(' ')[1], StringComparer.Ordinal);
        Assert.Single(market.Executed().OfType<Anchor>());
    }

    [Fact]
    public async Task What_expired_in_a_block_that_the_Watcher_has_not_seen_is_not_signed_anew()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        await Assert.ThrowsAsync<ProcessEndedException>(
            () => market.NewPerformer(new Cable(Fault.DiesAfterSending), expireSeconds: 1).WorkAsync(Cancellation));
        market.FinishBlocks(8);
        await market.NewPerformer().WorkAsync(Cancellation);
        await market.SettleAsync();
        Assert.EndsWith(" 1", Assert.Single(await market.RowsAsync(Entry)), StringComparison.Ordinal);
        Assert.Single(market.Executed().OfType<Anchor>());
    }

    [Fact]
    public async Task On_a_chain_that_has_stood_still_a_transaction_is_valid_from_now()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        var watched = (await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation))!;
        await market.NewPerformer().WorkAsync(Cancellation);
        var expires = Assert.Single(await market.Outbox.FrontsAsync(10, Cancellation)).UnderWay!.Sealed.ExpiresAt;
        Assert.True(expires > watched.Time.AddSeconds(50));
        Assert.True(expires >= Market.Now.AddSeconds(1));
        await market.SettleAsync();
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task What_a_box_signed_and_expired_is_a_dead_letter_that_says_so()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var id = await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        await market.SettleAsync();
        await box.SendAnswerAsync(market, id, await box.AnswerAsync(market, id, expireSeconds: 1));
        market.FinishBlocks(8);
        await market.SettleAsync();

        var failed = Assert.Single(await market.Events.ListAsync(long.MaxValue, 10, Cancellation));
        Assert.Equal(DataEventState.Failed, failed.State);
        Assert.Contains("expired", failed.Failure, StringComparison.Ordinal);
        Assert.Equal(new OutboxDepth(0, 1), await market.Outbox.DepthAsync(Cancellation));
        Assert.Empty(market.Executed().OfType<Report>());
    }
}
