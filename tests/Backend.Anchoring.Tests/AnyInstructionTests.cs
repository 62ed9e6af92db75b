using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>
/// Performer and Watcher are ended at each of their interactions with the database and the node, before it and after it, and started again.
/// The test finds out by itself how many there are: it goes on until a process lives to its end.
/// </summary>
public sealed class AnyInstructionTests(Database database)
{
    const string Unfinished = "select key, state, failure from chain_outbox where state <> 'irreversible' and key not like 'anchor:%:1' order by id";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData((int)Death.Before)]
    [InlineData((int)Death.After)]
    public async Task Wherever_the_Performer_ends_each_entry_is_on_the_chain_once_and_in_order(int death)
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var expected = new List<(uint, int)>();
        var (requests, last, lived) = (0, 0, false);
        for (; !lived; last++)
        {
            Assert.True(last < 200, "It never lives to its end.");

            // Four anchors, of which the third is refused wherever it is sent, and the bundle with it; and a request.
            var timeslot = Some.Timeslot + (900L * last);
            int[] versions = [2, 3, 1, 4];
            await market.PublishAsync(versions.Select(version => Some.Tree(version, timeslot: timeslot)));
            await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
            expected.AddRange(versions.Where(version => version > 1).Select(version => ((uint)timeslot, version)));
            requests++;

            await using (var process = await MortalProcess.StartAsync(market, (Death)death, last + 1))
            {
                lived = await process.TryAsync(() => market.SettleAsync(process.Performer));
            }

            await market.SettleAsync(market.NewPerformer(expireSeconds: 2));
            Assert.Equal(expected, market.Executed().OfType<Anchor>().Select(anchor => (anchor.Timeslot, (int)anchor.Version)));
            Assert.Equal(requests, market.Executed().OfType<SendData>().Count());
            Assert.Empty(await market.RowsAsync(Unfinished));
            Assert.Equal(new OutboxDepth(0, last + 1), await market.Outbox.DepthAsync(Cancellation));
        }

        Assert.True(last > 15, $"Only {last} interactions: something is not counted.");
    }

    [Theory]
    [InlineData((int)Death.Before)]
    [InlineData((int)Death.After)]
    public async Task Wherever_the_Watcher_ends_each_block_is_taken_in_once(int death)
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
            await using (var process = await MortalProcess.StartAsync(market, (Death)death, last + 1))
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
