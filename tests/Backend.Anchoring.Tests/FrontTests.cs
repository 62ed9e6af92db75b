using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>What nodes under load, behind proxies and in forks do: nothing of the outbox is lost by it, nothing doubled.</summary>
public sealed class FrontTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_and_dropped_in_a_fork_is_sent_again_with_the_same_bytes()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(1), Some.Tree(2));
        await market.WatchAsync();
        var front = new NodeFront { Forgets = 2 };
        var performer = market.NewPerformer(front);
        Assert.Equal(PerformerRound.Served, await performer.WorkAsync(Cancellation));
        var signed = await market.RowsAsync("select encode(transaction_id, 'hex') from chain_outbox");
        for (var sent = 1; sent < 3; sent++)
        {
            Assert.Equal(sent, front.Sent);
            market.FinishBlocks(24);
            await market.WatchAsync();
            await performer.WorkAsync(Cancellation);
        }

        Assert.Empty(market.Executed().OfType<Anchor>());
        Assert.Equal(3, front.Sent);
        market.FinishBlocks(2);
        await market.WatchAsync();
        Assert.Equal(signed, await market.RowsAsync("select encode(transaction_id, 'hex') from chain_outbox where state = 'irreversible'"));
        Assert.Equal([1, 2], Versions(market));
    }

    [Fact]
    public async Task What_was_dropped_and_expired_meanwhile_is_signed_anew()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(1), Some.Tree(2));
        await market.WatchAsync();
        var performer = market.NewPerformer(new NodeFront { Forgets = 1 }, expireSeconds: 5);
        await performer.WorkAsync(Cancellation);
        market.FinishBlocks(24);
        await market.SettleAsync(performer);
        Assert.Equal([1, 2], Versions(market));
        Assert.Equal(["2", "2"], await market.RowsAsync("select attempts from chain_outbox"));
    }

    [Fact]
    public async Task An_answer_of_500_or_a_late_one_for_what_was_taken_doubles_nothing()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(1), Some.Tree(2), Some.Tree(3));
        await market.WatchAsync();
        var front = new NodeFront { FailsAfterTaking = 1 };
        Assert.Equal(PerformerRound.Unserved, await market.NewPerformer(front, together: 1).WorkAsync(Cancellation));
        market.FinishBlocks();
        await market.WatchAsync();
        front.AnswersLate = 1;
        Assert.Equal(PerformerRound.Away, await market.NewPerformer(front, together: 1).WorkAsync(Cancellation));
        market.FinishBlocks();
        await market.SettleAsync(market.NewPerformer(front));
        Assert.Equal([1, 2, 3], Versions(market));
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_block_that_is_not_irreversible_is_waited_for_whatever_the_node_s_number_says()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        await market.NewPerformer().WorkAsync(Cancellation);
        market.FinishBlocks(3);
        var at = market.Chain.Read(view => Enumerable.Range(1, (int)view.Head.Number).Select(number => (uint)number).Last(number => view.Block(number)!.Traces.Count > 1));
        var front = new NodeFront { Reversible = at };
        var watcher = market.NewWatcher(front);
        await watcher.WorkAsync(_ => { }, Cancellation);
        Assert.Equal(at - 1, (await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation))!.Number);
        Assert.Equal(["signed"], await market.RowsAsync("select state from chain_outbox"));

        front.Reversible = 0;
        await watcher.WorkAsync(_ => { }, Cancellation);
        Assert.Equal(["irreversible"], await market.RowsAsync("select state from chain_outbox"));
    }

    [Fact]
    public async Task A_node_that_is_behind_or_says_less_changes_nothing_and_one_ahead_is_not_believed_for_blocks_it_has_not()
    {
        await using var market = await Market.OpenAsync(database);
        await market.WatchAsync();
        market.FinishBlocks(5);
        await market.WatchAsync();
        var stands = await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation);
        var front = new NodeFront { Irreversible = number => number - 4 };
        var watcher = market.NewWatcher(front);
        await watcher.WorkAsync(_ => { }, Cancellation);
        Assert.Equal(stands, await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation));
        Assert.Equal(0, watcher.Behind);

        market.FinishBlocks(3);
        front.Irreversible = number => number + 10;
        await watcher.WorkAsync(_ => { }, Cancellation);
        Assert.Equal(market.Chain.Read(view => view.LastIrreversible.Number), (await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation))!.Number);
    }

    [Fact]
    public async Task A_missing_trace_is_named_and_nothing_is_skipped()
    {
        await using var market = await Market.OpenAsync(database);
        await market.WatchAsync();
        var box = await market.NewBoxAsync("lembox1");
        var from = (await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation))!.Number;
        await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        await market.NewPerformer().WorkAsync(Cancellation);
        market.FinishBlocks(6);
        var front = new NodeFront { Untraced = from + 2 };
        var watcher = market.NewWatcher(front);
        var missing = await Assert.ThrowsAsync<HttpRequestException>(() => watcher.WorkAsync(_ => { }, Cancellation));
        Assert.Contains($"block {from + 2}:", missing.Message, StringComparison.Ordinal);
        Assert.Equal(from + 1, (await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation))!.Number);
        await Assert.ThrowsAsync<HttpRequestException>(() => watcher.WorkAsync(_ => { }, Cancellation));
        Assert.Equal(from + 1, (await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation))!.Number);

        front.Untraced = 0;
        await watcher.WorkAsync(_ => { }, Cancellation);
        Assert.Single(await market.Events.OpenOfAsync([box.Id], Cancellation));
    }

    [Fact]
    public async Task Blocks_that_do_not_follow_what_was_irreversible_are_not_taken_in()
    {
        await using var market = await Market.OpenAsync(database);
        await market.WatchAsync();
        var stands = await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation);
        market.FinishBlocks(4);
        var other = await Assert.ThrowsAsync<InvalidOperationException>(() => market.NewWatcher(new NodeFront { OtherFork = true }).WorkAsync(_ => { }, Cancellation));
        Assert.Contains("another fork", other.Message, StringComparison.Ordinal);
        Assert.Equal(stands, await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation));
        await market.WatchAsync();
        Assert.Equal(stands!.Number + 4, (await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation))!.Number);
    }

    [Fact]
    public async Task Days_without_a_node_cost_nothing_but_time_and_the_way_back_is_quick()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(1));
        await market.WatchAsync();
        await Assert.ThrowsAsync<ProcessEndedException>(() => market.NewPerformer(new Cable(Fault.DiesBeforeSending)).WorkAsync(Cancellation));
        await market.PublishAsync(Enumerable.Range(2, 20).Select(version => Some.Tree(version)));

        // Meanwhile the chain goes on: the reference block's number is far away, the expiration is over.
        market.FinishBlocks(600);
        var watcher = market.NewWatcher();
        var start = TimeProvider.System.GetTimestamp();
        await watcher.WorkAsync(_ => { }, Cancellation);
        TestContext.Current.SendDiagnosticMessage($"600 blocks in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.00} s");
        Assert.Equal(0, watcher.Behind);
        await market.SettleAsync();
        Assert.Equal(Enumerable.Range(1, 21), Versions(market));
    }

    static IEnumerable<int> Versions(Market market) => market.Executed().OfType<Anchor>().Select(anchor => (int)anchor.Version);
}
