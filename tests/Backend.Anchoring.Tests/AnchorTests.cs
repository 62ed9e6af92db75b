using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using AnchorKind = LocalEnergyMarket.Protos.Evidence.AnchorKind;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class AnchorTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_anchor_published_twice_is_one_entry_and_ends_irreversible_on_the_chain()
    {
        await using var market = await Market.OpenAsync(database);
        var tree = Some.Tree(leaves: 5);
        Assert.Equal(5, await market.RunAsync(TreePublication.Of(tree, market.Accounts, Market.Now)));
        Assert.Equal(0, await market.RunAsync(TreePublication.Of(tree, market.Accounts, Market.Now)));
        Assert.Equal(new OutboxDepth(1, 0), await market.Outbox.DepthAsync(Cancellation));

        var performer = market.NewPerformer();
        Assert.Equal(PerformerRound.Served, await performer.WorkAsync(Cancellation));
        Assert.Equal(AnchorState.Waiting, (await OnlyAnchorAsync(market)).State);

        await market.WatchAsync();
        Assert.Equal(PerformerRound.Served, await performer.WorkAsync(Cancellation));
        Assert.Equal(AnchorState.Sent, (await OnlyAnchorAsync(market)).State);

        market.FinishBlocks(1);
        await market.WatchAsync();
        Assert.Equal(AnchorState.Sent, (await OnlyAnchorAsync(market)).State);

        market.FinishBlocks(1);
        await market.WatchAsync();
        var anchor = await OnlyAnchorAsync(market);
        Assert.Equal((AnchorState.Irreversible, tree.Key, tree.Root, 5), (anchor.State, anchor.Key, anchor.Root, anchor.LeafCount));

        var block = market.Chain.Read(view => view.Block((uint)anchor.BlockNumber!.Value))!;
        Assert.Equal(block.Header.Timestamp.Time, anchor.IrreversibleAt);
        Assert.Contains(block.Traces, trace => trace.Id == new Checksum256(anchor.TransactionId!.Value.Span));
        var row = AnchorRow.Read(Assert.Single(await market.TableAsync(AnchorRow.Table, Some.Group)));
        Assert.Equal((new Checksum256(tree.Root.ToArray()), 5u, (ushort)1), (row.Root, row.Leaves, row.Version));

        var stored = Assert.Single(await market.Trees.OfTimeslotAsync(Some.Group, Some.Timeslot, Cancellation));
        Assert.Equal((tree.Key, tree.Root), (stored.Key, stored.Root));
    }

    [Fact]
    public async Task Anchors_get_to_the_chain_in_the_order_in_which_they_were_written()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree(1), Some.Tree(2), Some.Tree(1, AnchorKind.Book, leaves: 0), Some.Tree(3));
        await market.SettleAsync();
        Assert.Equal(
            [(3, 1), (3, 2), (2, 1), (3, 3)],
            market.Executed().OfType<Anchor>().Select(anchor => ((int)anchor.Kind, (int)anchor.Version)));
        Assert.All(await market.Trees.ListAsync(Some.Timeslot, long.MaxValue, 10, Cancellation), anchor => Assert.Equal(AnchorState.Irreversible, anchor.State));
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    static async Task<AnchorStatus> OnlyAnchorAsync(Market market) => Assert.Single(await market.Trees.ListAsync(0, long.MaxValue, 10, Cancellation));
}
