using System.Globalization;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class OutageTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_node_is_away_entries_wait_and_go_in_order_when_it_is_back()
    {
        await using var market = await Market.OpenAsync(database);
        await market.WatchAsync();
        var nowhere = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.One()}");
        var lost = market.NewPerformer(url: nowhere);
        Assert.Equal(PerformerRound.Served, await lost.WorkAsync(Cancellation));

        await market.PublishAsync(Some.Tree(1), Some.Tree(2), Some.Tree(3));
        Assert.Equal(PerformerRound.Away, await lost.WorkAsync(Cancellation));
        Assert.Equal(PerformerRound.Away, await market.NewPerformer(new Cable(Fault.BadGateway)).WorkAsync(Cancellation));
        Assert.Equal(["waiting", "waiting", "waiting"], await market.RowsAsync("select state from chain_outbox"));

        await market.SettleAsync();
        Assert.Equal([1, 2, 3], market.Executed().OfType<Anchor>().Select(anchor => (int)anchor.Version));
    }

    [Fact]
    public async Task A_node_that_goes_away_between_signing_and_sending_finds_the_same_bytes_later()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        var cable = new Cable(Fault.AnswerLost);
        var performer = market.NewPerformer(cable);
        Assert.Equal(PerformerRound.Away, await performer.WorkAsync(Cancellation));
        var signed = await market.RowsAsync("select encode(transaction_id, 'hex') from chain_outbox where state = 'signed'");
        Assert.Equal(PerformerRound.Away, await performer.WorkAsync(Cancellation));
        Assert.Equal(2, cable.Sent);
        await market.SettleAsync();
        Assert.Equal(signed, await market.RowsAsync("select encode(transaction_id, 'hex') from chain_outbox where state = 'irreversible'"));
    }

    [Fact]
    public async Task What_a_node_took_and_does_not_bring_in_is_sent_again_after_a_while_and_not_at_once()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        var cable = new Cable(Fault.None);
        var performer = market.NewPerformer(cable);
        await performer.WorkAsync(Cancellation);
        await performer.WorkAsync(Cancellation);
        Assert.Equal(1, cable.Sent);

        // As if the node had forgotten it: irreversible time goes on and the entry is still open.
        market.FinishBlocks(24);
        await market.WatchAsync();
        await market.RowsAsync("update chain_outbox set state = 'signed' returning id");
        await performer.WorkAsync(Cancellation);
        Assert.Equal(2, cable.Sent);
        Assert.Single(market.Executed().OfType<Anchor>());
        Assert.Equal(new OutboxDepth(1, 0), await market.Outbox.DepthAsync(Cancellation));
    }
}
