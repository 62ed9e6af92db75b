using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>What boxes that follow the chain by themselves report there.</summary>
public sealed class BoxReportTests(Database database)
{
    [Fact]
    public async Task Reports_on_timeslots_are_kept_with_their_block()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var transactions = new List<Checksum256>();
        for (var i = 0; i < 2; i++)
        {
            transactions.Add(await box.ReportAsync(market, Report.OnTimeslot(Name.Parse(box.Account), (uint)(Some.Timeslot + (900 * i)), box.Commitment)));
            market.FinishBlocks();
        }

        await market.WatchAsync();
        Assert.Equal(
            [.. transactions.Select((id, i) => $"lembox1 {Some.Timeslot + (900 * i)} {box.Commitment} {id}")],
            await market.RowsAsync("select box_account, timeslot, encode(commitment, 'hex'), encode(transaction_id, 'hex') from box_reports order by timeslot"));
        Assert.Empty(await market.RowsAsync("select block_num from box_reports where block_num < 2"));
    }
}
