using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class RefusalTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_contract_refuses_is_a_dead_letter_with_its_message_and_the_queue_goes_on()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(2), Some.Tree(1), Some.Tree(3));
        await market.SettleAsync();
        Assert.Equal([2, 3], market.Executed().OfType<Anchor>().Select(anchor => (int)anchor.Version));
        Assert.Equal(new OutboxDepth(0, 1), await market.Outbox.DepthAsync(Cancellation));
        Assert.Equal(
            [AnchorState.Irreversible, AnchorState.Failed, AnchorState.Irreversible],
            (await market.Trees.ListAsync(0, long.MaxValue, 10, Cancellation)).Select(anchor => anchor.State));
        Assert.Equal(
            MarketError.VersionNotNew,
            MarketErrors.In(Assert.Single(await market.RowsAsync("select failure from chain_outbox where state = 'failed'"))));
    }

    [Fact]
    public async Task A_dead_letter_can_be_sent_again_when_its_reason_is_gone()
    {
        await using var market = await Market.OpenAsync(database);
        var box = new TestBox("lembox1");
        market.Boxes.Add(box);
        var id = await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        await market.SettleAsync();
        var failed = Assert.Single(await market.Events.ListAsync(long.MaxValue, 10, Cancellation));
        Assert.Equal((DataEventState.Failed, MarketError.BoxNotRegistered), (failed.State, MarketErrors.In(failed.Failure)));

        await market.RunAsync(BoxAccountEntry.Of(box.Account, box.Key.PublicKey.ToUncompressed(), market.Accounts, Market.Now));
        await market.SettleAsync();
        await market.Outbox.RetryAsync(1, Cancellation);
        await market.SettleAsync();
        Assert.Equal(id, Assert.Single(await market.Events.OpenOfAsync([box.Id], Cancellation)).Id);
        Assert.Single(market.Executed().OfType<SendData>());
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));

        await market.Outbox.RetryAsync(1, Cancellation);
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_dead_letter_sent_again_after_its_expiration_is_signed_anew()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(2), Some.Tree(1));
        await market.SettleAsync(market.NewPerformer(expireSeconds: 1));
        market.FinishBlocks(8);
        await market.WatchAsync();
        await market.Outbox.RetryAsync(2, Cancellation);
        await market.SettleAsync();
        Assert.Equal(["2", "3"], await market.RowsAsync("select attempts from chain_outbox order by id"));
        Assert.Equal(new OutboxDepth(0, 1), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_wrong_key_of_ours_makes_no_dead_letters()
    {
        await using var market = await Market.OpenAsync(database);
        using var wrong = PrivateKey.Generate(KeyType.K1);
        await market.PublishAsync(Some.Tree(1), Some.Tree(2));
        await market.WatchAsync();
        Assert.Equal(PerformerRound.Unserved, await market.NewPerformer(expireSeconds: 1, operatorKey: wrong).WorkAsync(Cancellation));
        Assert.Equal(new OutboxDepth(2, 0), await market.Outbox.DepthAsync(Cancellation));

        market.FinishBlocks(8);
        await market.SettleAsync();
        Assert.Equal([1, 2], market.Executed().OfType<Anchor>().Select(anchor => (int)anchor.Version));
    }

    [Fact]
    public async Task A_box_s_report_with_another_key_is_a_dead_letter()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var other = await market.NewBoxAsync("lembox2");
        var id = await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        await market.SettleAsync();
        var answer = await box.AnswerAsync(market, id);
        var digest = Transaction.SigningDigest(market.Chain.ChainId, answer.PackedTransaction.Span, default);
        await box.SendAnswerAsync(market, id, answer with { Signatures = [other.Key.Sign(digest).ToString()] });
        await market.SettleAsync();
        var failed = Assert.Single(await market.Events.ListAsync(long.MaxValue, 10, Cancellation));
        Assert.Equal(DataEventState.Failed, failed.State);
        Assert.Contains("lembox1", failed.Failure, StringComparison.Ordinal);
    }
}
