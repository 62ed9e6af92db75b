using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>
/// Performer and Watcher are ended behind each of their interactions with the database and the node, before they hear of it, and started
/// again. What the world looks like before the next interaction is the same: that is every state in which a process can leave it. The tests
/// find out by themselves how many there are: they go on until a process lives to its end.
/// </summary>
public sealed class AnyInstructionTests(Database database)
{
    const string Unfinished = "select key, state, failure from chain_outbox where state <> 'irreversible' and key not like 'anchor:%:1' order by id";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wherever_the_Performer_ends_each_entry_is_on_the_chain_once()
    {
        await using var market = await Market.OpenAsync(database);
        var (last, lived) = (0, false);
        for (; !lived; last++)
        {
            Assert.True(last < 200, "It never lives to its end.");

            // Of two anchors the second is refused wherever it is sent, and with it what is sent with it.
            var head = market.Chain.Read(view => view.Head.Number);
            var timeslot = Some.Timeslot + (900L * last);
            await market.PublishAsync(Some.Tree(2, timeslot: timeslot), Some.Tree(1, timeslot: timeslot));
            await using (var process = await MortalProcess.StartAsync(market, last + 1))
            {
                lived = await process.TryAsync(() => market.SettleAsync(process.Performer));
            }

            await market.SettleAsync(market.NewPerformer(expireSeconds: 2));
            var anchor = Assert.Single(market.Executed(head).OfType<Anchor>());
            Assert.Equal((timeslot, 2), ((long)anchor.Timeslot, (int)anchor.Version));
            Assert.Empty(await market.RowsAsync(Unfinished));
            Assert.Equal(new OutboxDepth(0, last + 1), await market.Outbox.DepthAsync(Cancellation));
        }

        TestContext.Current.SendDiagnosticMessage($"{last} interactions");
        Assert.True(last > 15, $"Only {last} interactions: something is not counted.");
    }

    [Fact]
    public async Task Wherever_the_Watcher_ends_each_block_is_taken_in_once()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var answered = new List<long>();
        var (last, lived) = (0, false);
        for (; !lived; last++)
        {
            Assert.True(last < 100, "It never lives to its end.");

            // In blocks that no Watcher has seen yet: an anchor and a request, a report on the request before, a report on a timeslot.
            var id = await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
            await market.PublishAsync(Some.Tree(1, timeslot: Some.Timeslot + (900L * last)));
            await market.NewPerformer().WorkAsync(Cancellation);
            await box.ReportAsync(market, Report.OnTimeslot(Name.Parse(box.Account), (uint)(Some.Timeslot + (900L * last)), box.Commitment));
            if (answered is [.., var before])
            {
                await box.ReportAsync(market, Report.OnEvent(Name.Parse(box.Account), (ulong)before, box.Commitment));
            }

            market.FinishBlocks(3);
            await using (var process = await MortalProcess.StartAsync(market, last + 1))
            {
                lived = await process.TryAsync(() => process.Watcher.WorkAsync(_ => { }, Cancellation));
            }

            // Before the next one looks, a block is either taken in with all it holds or not at all.
            var isSeen = await market.RowsAsync($"select state from data_events where id = {id}") is ["seen"];
            Assert.Equal(isSeen, await market.RowsAsync($"select state from chain_outbox where key = 'senddata:{id}'") is ["irreversible"]);
            Assert.Equal(isSeen ? last + 1 : last, (await market.RowsAsync("select timeslot from box_reports")).Count);

            await market.WatchAsync();
            answered.Add(id);
            Assert.Equal([.. answered.Select((_, i) => i == last ? "seen" : "reported")], await market.RowsAsync("select state from data_events order by id"));
            Assert.Equal(last + 1, (await market.RowsAsync("select timeslot from box_reports")).Count);
            Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
        }

        Assert.True(last > 8, $"Only {last} interactions: something is not counted.");
    }
}
