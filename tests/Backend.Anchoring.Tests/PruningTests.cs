using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Pruning;
using LocalEnergyMarket.Contracts.Market;
using Microsoft.Extensions.Logging.Abstractions;
using AnchorKind = LocalEnergyMarket.Protos.Evidence.AnchorKind;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class PruningTests(Database database)
{
    /// <summary>Timeslots in these tests are years before the chain's time, except for this one.</summary>
    const long Old = 1_600_000_200;

    static readonly DateTimeOffset MarketTime = DateTimeOffset.FromUnixTimeSeconds(Some.Timeslot);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_older_than_the_retention_is_removed_in_steps_and_the_trees_stay()
    {
        var time = new ShiftedTime();
        await using var market = await Market.OpenAsync(database, time);
        await KeepAsync(market, Configure.ShortestKeep);
        await market.PublishAsync(Enumerable.Range(0, 5).Select(i => Some.Tree(timeslot: Old + (900 * i))));
        await market.PublishAsync(Some.Tree(1, AnchorKind.Book, timeslot: Old), Some.Tree(), Some.Tree(1, AnchorKind.Readings));
        await market.SettleAsync();
        time.Ahead = TimeSpan.FromDays(2);
        market.FinishBlocks();
        var pruner = Pruner(market, new() { Days = 365, Rows = 4 });
        var steps = 0;
        for (; await pruner.WorkAsync([Some.Group, "gruppe2"], MarketTime, Market.Now, Cancellation) > 0; steps++)
        {
            // While one is under way, no other is made.
            Assert.Equal(0, await pruner.WorkAsync([Some.Group], MarketTime, Market.Now, Cancellation));
            await market.SettleAsync();
        }

        Assert.Equal(2, steps);
        var left = (await market.TableAsync(AnchorRow.Table, Some.Group)).Select(row => AnchorRow.Read(row)).Where(row => row.Kind != Contracts.Market.AnchorKind.PrunedUpTo);
        Assert.All(left, row => Assert.Equal((uint)Some.Timeslot, row.Timeslot));
        Assert.Equal(2, left.Count());
        Assert.Equal(8, (await market.Trees.ListAsync(0, long.MaxValue, 20, Cancellation)).Count);
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_retention_shorter_than_the_contract_keeps_is_refused_with_what_to_do()
    {
        await using var market = await Market.OpenAsync(database);
        await KeepAsync(market, 30 * 86_400);
        await market.PublishAsync(Some.Tree(timeslot: Old));
        await market.SettleAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Pruner(market, new() { Days = 29 }).WorkAsync([Some.Group], MarketTime, Market.Now, Cancellation));
        Assert.Contains("set at least 30", refused.Message, StringComparison.Ordinal);

        // Old by its timeslot, but just written: it stays, and nothing is sent in vain.
        Assert.Equal(0, await Pruner(market, new() { Days = 31 }).WorkAsync([Some.Group], MarketTime, Market.Now, Cancellation));
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_step_that_was_refused_is_not_repeated_the_same_day()
    {
        var time = new ShiftedTime();
        await using var market = await Market.OpenAsync(database, time);
        await KeepAsync(market, Configure.ShortestKeep);
        await market.PublishAsync(Some.Tree(timeslot: Old));
        await market.SettleAsync();
        time.Ahead = TimeSpan.FromDays(2);
        market.FinishBlocks();
        var pruner = Pruner(market, new() { Days = 365 });
        Assert.Equal(1, await pruner.WorkAsync([Some.Group], MarketTime, Market.Now, Cancellation));
        await market.RowsAsync("update chain_outbox set state = 'failed' where key like 'prune:%' returning id");
        Assert.Equal(0, await pruner.WorkAsync([Some.Group], MarketTime, Market.Now, Cancellation));
        Assert.Equal(1, await pruner.WorkAsync([Some.Group], MarketTime.AddDays(1), Market.Now, Cancellation));
    }

    static Pruner Pruner(Market market, RetentionOptions options) => new(market.Store.DataSource, market.Client(), market.Accounts, options, NullLogger<Pruner>.Instance);

    static async Task KeepAsync(Market market, uint seconds)
    {
        await market.AsContractAsync(new Configure(market.Accounts.Operator, market.Accounts.Trigger, seconds));
        market.FinishBlocks();
    }

    /// <summary>The chain's time, which may jump.</summary>
    sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
