using System.Collections.Concurrent;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Market;

public sealed class GateClosureTests(RunningSystem system)
{
    const int Seller = 51;
    const int Buyer = 52;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_gate_freezes_the_book_an_hour_before_while_bids_keep_coming()
    {
        // Its gate closes in 15 to 30 minutes of the market, seconds of ours.
        var timeslot = Timeslot.Containing(system.Clock.GetUtcNow()).Plus(6);
        var gate = timeslot.Start.AddHours(-1);
        await Plants.ForecastAsync(system, timeslot, 10m, 10m, Cancellation);
        var offer = (await system.MarketOf(Seller).PlaceOfferAsync(Trading.Offer(Seller, timeslot, 1_000, 10_000), cancellationToken: Cancellation)).OfferId;

        var accepted = new ConcurrentBag<string>();
        var price = 10_000L;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => BidUntilClosedAsync(system.MarketOf(Buyer))));
        Assert.True(system.Clock.GetUtcNow() >= gate);

        var query = new GetResultRequest { BalancingGroup = Groups.Gate, Timeslot = timeslot.StartUnixSeconds };
        var market = new MarketService.MarketServiceClient(system.As("Supplier"));
        var result = await Waiting.ForAsync("the result", async () => await market.GetResultAsync(query, cancellationToken: Cancellation), _ => true, Cancellation);
        var book = await system.BookAsync(Groups.Gate, timeslot, Cancellation);
        Assert.True(book.GateClosed);
        var bids = Assert.Single(book.Offers).Bids;
        Assert.True(accepted.Count > 6);
        Assert.Equal(accepted.Order(StringComparer.Ordinal), bids.Select(bid => bid.BidId).Order(StringComparer.Ordinal));
        Assert.All(bids, bid => Assert.True(bid.PlacedAt.ToDateTimeOffset() < gate));
        Assert.Equal(
            bids.Where(bid => bid.HoldsWh > 0).Select(bid => (bid.BidId, bid.HoldsWh, bid.PriceMctPerKwh)).OrderBy(bid => bid.BidId, StringComparer.Ordinal),
            result.Trades.Select(trade => (trade.BidId, trade.QuantityWh, trade.PriceMctPerKwh)).OrderBy(trade => trade.BidId, StringComparer.Ordinal));
        Assert.All(result.Trades, trade => Assert.Equal(trade.QuantityWh * trade.PriceMctPerKwh, trade.AmountUct));

        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await system.MarketOf(Seller).PlaceOfferAsync(Trading.Offer(Seller, timeslot, 1, 10_000), cancellationToken: Cancellation),
            "gate", "one hour before");
        Assert.Equal(book, await system.BookAsync(Groups.Gate, timeslot, Cancellation));

        async Task BidUntilClosedAsync(MarketService.MarketServiceClient client)
        {
            while (true)
            {
                var bid = Trading.Bid(Buyer, timeslot, offer, 100, Interlocked.Increment(ref price));
                try
                {
                    await client.PlaceBidAsync(bid, cancellationToken: Cancellation);
                    accepted.Add(bid.RequestId);
                }
                catch (RpcException e)
                {
                    Assert.Equal(StatusCode.FailedPrecondition, e.StatusCode);
                    if (e.Status.Detail.Contains("gate", StringComparison.Ordinal))
                    {
                        return;
                    }

                    Assert.Contains("Bid at least", e.Status.Detail, StringComparison.Ordinal);
                }
            }
        }
    }
}
