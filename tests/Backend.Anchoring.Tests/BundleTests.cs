using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class BundleTests(Database database)
{
    const string Dead = "select key from chain_outbox where state = 'failed' order by id";

    static readonly ContractAccounts Accounts = new(MarketContract.DefaultAccount, Name.Parse("lem.operator"), Name.Parse("lem.trigger"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_in_a_queue_goes_in_one_transaction_in_its_order_and_no_further_than_the_limit()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Enumerable.Range(1, 23).Select(version => Some.Tree(version)));
        await market.SettleAsync(market.NewPerformer(together: 10));
        Assert.Equal(Enumerable.Range(1, 23), Versions(market));
        Assert.Equal(["10", "10", "3"], await market.RowsAsync("select count(*) from chain_outbox group by block_num order by block_num"));
        Assert.Equal(["10", "10", "3"], await market.RowsAsync("select cardinality(entries) from chain_transactions order by entries[1]"));
        Assert.Equal(["1"], await market.RowsAsync("select distinct attempts from chain_outbox"));
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(7, new[] { 1 })]
    [InlineData(7, new[] { 4 })]
    [InlineData(7, new[] { 7 })]
    [InlineData(12, new[] { 3, 4, 11 })]
    [InlineData(5, new[] { 1, 2, 3, 4, 5 })]
    public async Task Of_what_is_refused_together_only_the_guilty_become_dead_letters(int count, int[] guilty)
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(30_000));
        await market.SettleAsync();

        // A version that is not new is refused, however often it is sent; the others are of another timeslot.
        await market.PublishAsync(Enumerable.Range(1, count).Select(i => guilty.Contains(i) ? Some.Tree(i) : Some.Tree(i, timeslot: Some.Timeslot + 900)));
        await market.SettleAsync();
        Assert.Equal([30_000, .. Enumerable.Range(1, count).Except(guilty)], Versions(market));
        Assert.Equal([.. guilty.Select(i => $"anchor:{Some.Group}:result:{Some.Timeslot}:{i}")], await market.RowsAsync(Dead));
        Assert.All(await market.RowsAsync("select failure from chain_outbox where state = 'failed'"), failure => Assert.Equal(MarketError.VersionNotNew, MarketErrors.In(failure)));
    }

    [Fact]
    public async Task Bytes_that_a_node_may_have_are_not_split_before_they_are_outlived()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(2), Some.Tree(1), Some.Tree(3));
        await market.WatchAsync();
        await Assert.ThrowsAsync<ProcessEndedException>(() => market.NewPerformer(new Cable(Fault.DiesBeforeSending), expireSeconds: 1).WorkAsync(Cancellation));
        var signed = await market.RowsAsync("select id from chain_transactions");

        // To this one it is unknown who has them.
        var next = market.NewPerformer();
        Assert.Equal(PerformerRound.Served, await next.WorkAsync(Cancellation));
        Assert.Equal(["signed 1 ", "signed 1 ", "signed 1 "], await market.RowsAsync("select state, attempts, together from chain_outbox order by id"));

        market.FinishBlocks(8);
        await market.SettleAsync(next);
        Assert.Equal([2, 3], Versions(market));
        Assert.Equal([$"anchor:{Some.Group}:result:{Some.Timeslot}:1"], await market.RowsAsync(Dead));
        Assert.Single(signed);
    }

    [Fact]
    public async Task Too_much_together_goes_in_parts_and_alone_it_waits()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Enumerable.Range(1, 6).Select(version => Some.Tree(version)));
        await market.WatchAsync();
        var front = new NodeFront { MostActions = 2 };
        await market.SettleAsync(market.NewPerformer(front));
        Assert.Equal([1, 2, 3, 4, 5, 6], Versions(market));
        Assert.Equal(["2", "2", "2"], await market.RowsAsync("select count(*) from chain_outbox group by block_num"));

        await market.PublishAsync(Some.Tree(7));
        front.MostActions = 0;
        var performer = market.NewPerformer(front);
        Assert.Equal(PerformerRound.Unserved, await performer.WorkAsync(Cancellation));
        Assert.Contains("3080004", performer.Unserved[OutboxQueues.Operator], StringComparison.Ordinal);
        Assert.Equal(new OutboxDepth(1, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_queue_that_is_not_served_holds_up_no_other()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        using var wrong = PrivateKey.Generate(KeyType.K1);
        await market.PublishAsync(Some.Tree(1), Some.Tree(2));
        await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        var performer = market.NewPerformer(operatorKey: wrong);
        Assert.Equal(PerformerRound.Unserved, await performer.WorkAsync(Cancellation));
        Assert.Equal(OutboxQueues.Operator, Assert.Single(performer.Unserved).Key);
        market.FinishBlocks();
        await market.WatchAsync();
        Assert.Single(await market.Events.OpenOfAsync([box.Id], Cancellation));
        var depth = Assert.Single(await market.Outbox.DepthsAsync(Cancellation));
        Assert.Equal((OutboxQueues.Operator, 2L), (depth.Kind, depth.Open));
        Assert.True(depth.Age > TimeSpan.Zero);
    }

    [Fact]
    public void A_bundle_ends_before_what_is_too_long_or_takes_too_much_time()
    {
        using var key = PrivateKey.Generate(KeyType.R1);
        var anchor = Accounts.Anchor(Some.Tree());
        var box = Accounts.NewBox(Name.Parse("lembox1"), key.PublicKey);
        Assert.Equal(5, Take(new(), [.. Enumerable.Repeat(anchor, 5)]));
        Assert.Equal(3, Take(new() { Entries = 3 }, [.. Enumerable.Repeat(anchor, 5)]));
        Assert.Equal(2, Take(new() { Bytes = (anchor.Length * 3) - 1 }, [.. Enumerable.Repeat(anchor, 5)]));
        Assert.Equal(2, Take(new() { Microseconds = 5_000 }, [.. Enumerable.Repeat(box, 5)]));
        Assert.Equal(1, Take(new() { Bytes = 1, Microseconds = 1 }, [box, anchor]));
    }

    [Theory]
    [InlineData(new[] { 0, 0, 2, 0 }, 2)]
    [InlineData(new[] { 1, 0, 0 }, 1)]
    [InlineData(new[] { 0, 1 }, 1)]
    [InlineData(new[] { 3, 3, 3, 3 }, 3)]
    public void An_entry_s_own_limit_holds_for_all_with_it(int[] limits, int expected) => Assert.Equal(
        expected,
        new BundleOptions().Take([.. limits.Select((limit, i) => new OutboxEntry(i, "", Accounts.Anchor(Some.Tree()), limit == 0 ? null : limit))]).Count);

    static int Take(BundleOptions options, byte[][] actions) => options.Take([.. actions.Select((packed, i) => new OutboxEntry(i, "", packed, null))]).Count;

    static IEnumerable<int> Versions(Market market) => market.Executed().OfType<Anchor>().Select(anchor => (int)anchor.Version);
}
