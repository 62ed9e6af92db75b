using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Market;

public sealed class BiddingTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forty_bids_at_once_are_all_answered_and_the_highest_hold_the_offer()
    {
        var timeslot = system.FarTimeslot();
        await Plants.ForecastAsync(system, timeslot, 10m, 10m, Cancellation);
        var offer = (await system.MarketOf(50).PlaceOfferAsync(Trading.Offer(50, timeslot, 1_000, 10_000), cancellationToken: Cancellation)).OfferId;

        // Neither the order of arrival nor that of the customers is that of the prices.
        var bids = Enumerable.Range(0, 40).Select(i => (Client: system.MarketOf(2 + i), Bid: Trading.Bid(2 + i, timeslot, offer, 100, 10_000 + (i * 7 % 40)))).ToList();
        var look = new GetBookRequest { BalancingGroup = Groups.Trading, Timeslot = timeslot.StartUnixSeconds };
        await Task.WhenAll(bids.Select(bid => bid.Client.GetBookAsync(look, cancellationToken: Cancellation).ResponseAsync));

        // All are connected: they come at once.
        var answers = await Task.WhenAll(bids.Select(bid => AnswerAsync(bid.Client, bid.Bid)));

        Assert.All(answers.Where(answer => answer.Status.StatusCode != StatusCode.OK), answer =>
        {
            Assert.Equal(StatusCode.FailedPrecondition, answer.Status.StatusCode);
            Assert.Contains("Bid at least", answer.Status.Detail, StringComparison.Ordinal);
        });
        var book = Assert.Single((await system.BookAsync(Groups.Trading, timeslot, Cancellation)).Offers);
        Assert.Equal(
            answers.Where(answer => answer.Status.StatusCode == StatusCode.OK).Select(answer => answer.Bid.RequestId).Order(StringComparer.Ordinal),
            book.Bids.Select(bid => bid.BidId).Order(StringComparer.Ordinal));
        Assert.Equal(
            Enumerable.Range(30, 10).Select(i => (10_000L + i, 100L)),
            book.Bids.Where(bid => bid.HoldsWh > 0).OrderBy(bid => bid.PriceMctPerKwh).Select(bid => (bid.PriceMctPerKwh, bid.HoldsWh)));
        Assert.Equal(10_031, book.PriceToBeatMctPerKwh);
    }

    [Fact]
    public async Task An_order_sent_again_changes_nothing_however_often_and_at_once()
    {
        var timeslot = system.FarTimeslot();
        await Plants.ForecastAsync(system, timeslot, 10m, 10m, Cancellation);
        var (seller, buyer) = (system.MarketOf(44), system.MarketOf(45));
        var offer = Trading.Offer(44, timeslot, 1_000, 10_000);
        var offers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => seller.PlaceOfferAsync(offer, cancellationToken: Cancellation).ResponseAsync));
        Assert.Single(offers.Distinct());

        var bid = Trading.Bid(45, timeslot, offers[0].OfferId, 400, 12_000);
        var bids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => buyer.PlaceBidAsync(bid, cancellationToken: Cancellation).ResponseAsync));
        Assert.Equal(400, Assert.Single(bids.Distinct()).HoldsWh);
        Assert.Single(Assert.Single((await system.BookAsync(Groups.Trading, timeslot, Cancellation)).Offers).Bids);

        bid.PriceMctPerKwh++;
        await Refusals.RefusedAsync(StatusCode.AlreadyExists, async () => await buyer.PlaceBidAsync(bid, cancellationToken: Cancellation), bid.RequestId);
        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await seller.WithdrawOfferAsync(
                new() { CustomerId = Callers.CustomerId(44), OfferId = offers[0].OfferId, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: Cancellation),
            "binding bid");
    }

    [Fact]
    public async Task A_customer_sees_no_other_and_an_auditor_sees_nobody()
    {
        var timeslot = system.FarTimeslot();
        await Plants.ForecastAsync(system, timeslot, 10m, 10m, Cancellation);
        var offer = (await system.MarketOf(46).PlaceOfferAsync(Trading.Offer(46, timeslot, 1_000, 10_000), cancellationToken: Cancellation)).OfferId;
        await system.MarketOf(47).PlaceBidAsync(Trading.Bid(47, timeslot, offer, 500, 12_000), cancellationToken: Cancellation);

        Assert.Equal((Callers.CustomerId(46), Plants.Solar(46), Callers.CustomerId(47)), await SeenAsync("Supplier"));
        Assert.Equal((Callers.CustomerId(46), Plants.Solar(46), ""), await SeenAsync(Callers.CustomerId(46)));
        Assert.Equal(("", "", Callers.CustomerId(47)), await SeenAsync(Callers.CustomerId(47)));
        Assert.Equal(("", "", ""), await SeenAsync(Callers.CustomerId(48)));
        Assert.Equal(("", "", ""), await SeenAsync("Auditor"));
        var units = await new RegistryService.RegistryServiceClient(system.As("Auditor")).ListUnitsAsync(new(), cancellationToken: Cancellation);
        Assert.All(units.Units, unit => Assert.Equal("", unit.CustomerId));

        async Task<(string Seller, string Unit, string Buyer)> SeenAsync(string who)
        {
            var seen = Assert.Single((await system.BookAsync(Groups.Trading, timeslot, Cancellation, who)).Offers);
            return (seen.CustomerId, seen.UnitNumber, Assert.Single(seen.Bids).CustomerId);
        }
    }

    static async Task<(PlaceBidRequest Bid, Status Status)> AnswerAsync(MarketService.MarketServiceClient client, PlaceBidRequest bid)
    {
        try
        {
            await client.PlaceBidAsync(bid, cancellationToken: Cancellation);
            return (bid, Status.DefaultSuccess);
        }
        catch (RpcException e)
        {
            return (bid, e.Status);
        }
    }
}
