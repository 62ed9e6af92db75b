using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;

namespace LocalEnergyMarket.Backend.Server.Tests.Market;

public sealed class RequestIdTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_id_belongs_to_one_order_whatever_the_timeslot()
    {
        var (timeslot, other) = (system.FarTimeslot(), system.FarTimeslot());
        await Plants.ForecastAsync(system, timeslot, 10m, 10m, Cancellation);
        await Plants.ForecastAsync(system, other, 10m, 10m, Cancellation);
        var order = Trading.Offer(41, timeslot, 100, 5_000);
        var offer = (await system.MarketOf(41).PlaceOfferAsync(order, cancellationToken: Cancellation)).OfferId;
        Assert.Equal(offer, (await system.MarketOf(41).PlaceOfferAsync(order, cancellationToken: Cancellation)).OfferId);

        var elsewhere = order.Clone();
        elsewhere.Timeslot = other.StartUnixSeconds;
        await RefusedAsync(async () => await system.MarketOf(41).PlaceOfferAsync(elsewhere, cancellationToken: Cancellation));
        var more = order.Clone();
        more.QuantityWh++;
        await RefusedAsync(async () => await system.MarketOf(41).PlaceOfferAsync(more, cancellationToken: Cancellation));
        var others = Trading.Offer(42, other, 100, 5_000);
        others.RequestId = order.RequestId;
        await RefusedAsync(async () => await system.MarketOf(42).PlaceOfferAsync(others, cancellationToken: Cancellation));
        Assert.Empty((await system.BookAsync(Groups.Trading, other, Cancellation)).Offers);

        var second = (await system.MarketOf(41).PlaceOfferAsync(Trading.Offer(41, other, 100, 5_000), cancellationToken: Cancellation)).OfferId;
        var bid = Trading.Bid(42, timeslot, offer, 50, 5_000);
        bid.RequestId = order.RequestId;
        await RefusedAsync(async () => await system.MarketOf(42).PlaceBidAsync(bid, cancellationToken: Cancellation));
        bid = Trading.Bid(42, other, second, 50, 5_000);
        bid.RequestId = order.RequestId;
        await RefusedAsync(async () => await system.MarketOf(42).PlaceBidAsync(bid, cancellationToken: Cancellation));

        Task<string> RefusedAsync(Func<Task> call) => Refusals.RefusedAsync(StatusCode.AlreadyExists, call, order.RequestId, "new one");
    }

    [Fact]
    public async Task Of_orders_under_one_request_id_in_many_timeslots_at_once_one_is_placed()
    {
        var timeslots = Enumerable.Range(0, 8).Select(_ => system.FarTimeslot()).ToList();
        foreach (var timeslot in timeslots)
        {
            await Plants.ForecastAsync(system, timeslot, 10m, 10m, Cancellation);
        }

        var request = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(timeslots.Select(async timeslot =>
        {
            var order = Trading.Offer(43, timeslot, 100, 5_000);
            order.RequestId = request;
            try
            {
                await system.MarketOf(43).PlaceOfferAsync(order, cancellationToken: Cancellation);
                return StatusCode.OK;
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
        }));
        Assert.Equal([StatusCode.OK, .. Enumerable.Repeat(StatusCode.AlreadyExists, 7)], answers.Order());
        var offers = await Task.WhenAll(timeslots.Select(timeslot => system.BookAsync(Groups.Trading, timeslot, Cancellation)));
        Assert.Single(offers.SelectMany(book => book.Offers));
    }
}
