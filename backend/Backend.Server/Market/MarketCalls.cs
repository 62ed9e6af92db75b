using Grpc.Core;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>lem.v1.MarketService.</summary>
sealed class MarketCalls(AuctionDesk desk, ForecastCaps caps, ContractRegister contracts, Markets markets, IDocumentStore store, TimeProvider time)
    : MarketService.MarketServiceBase
{
    const int LargestPage = 500;

    public override async Task<PlaceOfferResponse> PlaceOffer(PlaceOfferRequest request, ServerCallContext context)
    {
        context.MustBe(request.CustomerId);
        var timeslot = new Timeslot(request.Timeslot);
        var customer = await TraderAsync(request.CustomerId, timeslot, context.CancellationToken);
        if (!customer.UnitNumbers.Contains(request.UnitNumber, StringComparer.Ordinal))
        {
            throw Refusal.Denied(Reason.NotYours, $"The unit {request.UnitNumber} is not one of {request.CustomerId}'s.");
        }

        var command = new PlaceOffer(
            Guid.Parse(request.RequestId), customer.CustomerId, request.UnitNumber, new(request.QuantityWh), new(request.StartPriceMctPerKwh),
            request.Divisible, await caps.OfOfferAsync(request.UnitNumber, timeslot, context.CancellationToken));
        var answer = (OfferAnswer)await desk.DecideAsync(markets.Of(customer.BalancingGroup), timeslot, command, null, context.CancellationToken);
        return new() { OfferId = answer.OfferId.ToString() };
    }

    public override async Task<WithdrawOfferResponse> WithdrawOffer(WithdrawOfferRequest request, ServerCallContext context)
    {
        context.MustBe(request.CustomerId);
        var timeslot = new Timeslot(request.Timeslot);
        var customer = await TraderAsync(request.CustomerId, timeslot, context.CancellationToken);
        await desk.DecideAsync(
            markets.Of(customer.BalancingGroup), timeslot, new WithdrawOffer(customer.CustomerId, Guid.Parse(request.OfferId)), null,
            context.CancellationToken);
        return new();
    }

    public override async Task<PlaceBidResponse> PlaceBid(PlaceBidRequest request, ServerCallContext context)
    {
        context.MustBe(request.CustomerId);
        var timeslot = new Timeslot(request.Timeslot);
        var customer = await TraderAsync(request.CustomerId, timeslot, context.CancellationToken);
        var command = new PlaceBid(
            Guid.Parse(request.RequestId), customer.CustomerId, Guid.Parse(request.OfferId), new(request.QuantityWh),
            new(request.PriceMctPerKwh), await caps.OfBidAsync(customer, timeslot, context.CancellationToken));
        var answer = (BidAnswer)await desk.DecideAsync(markets.Of(customer.BalancingGroup), timeslot, command, null, context.CancellationToken);
        return new() { BidId = answer.BidId.ToString(), HoldsWh = answer.Holds.Value };
    }

    public override async Task<PurchaseUnsoldResponse> PurchaseUnsold(PurchaseUnsoldRequest request, ServerCallContext context)
    {
        var command = new PurchaseUnsold(Guid.Parse(request.RequestId), Guid.Parse(request.OfferId), new(request.QuantityWh));
        var answer = (PurchaseAnswer)await desk.DecideAsync(
            markets.Of(request.BalancingGroup), new Timeslot(request.Timeslot), command, null, context.CancellationToken);
        return new() { QuantityWh = answer.Quantity.Value, AmountUct = answer.Amount.Value };
    }

    public override async Task<GetBookResponse> GetBook(GetBookRequest request, ServerCallContext context)
    {
        var timeslot = new Timeslot(request.Timeslot);
        var book = await desk.FindAsync(markets.Of(request.BalancingGroup).BalancingGroup, timeslot, context.CancellationToken);
        var state = book?.State ?? new AuctionState(timeslot);
        return new() { GateClosed = state.Result is not null, Offers = { state.OffersInOrder.Select(offer => offer.ToWire(context.Caller())) } };
    }

    public override async Task<GetResultResponse> GetResult(GetResultRequest request, ServerCallContext context)
    {
        var timeslot = new Timeslot(request.Timeslot);
        var book = await desk.FindAsync(markets.Of(request.BalancingGroup).BalancingGroup, timeslot, context.CancellationToken);
        return book?.State.Result is { } result
            ? result.ToWire(book.State.Purchases, context.Caller())
            : throw Refusal.NotFound(Reason.ResultNotYet, "result", $"{timeslot}", $"The timeslot {timeslot} has no result: its gate has not closed.");
    }

    public override async Task<ListTimeslotsResponse> ListTimeslots(ListTimeslotsRequest request, ServerCallContext context)
    {
        var size = request.PageSize is > 0 and <= LargestPage ? request.PageSize : LargestPage;
        var before = request.PageToken.Length == 0 ? long.MaxValue
            : long.TryParse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture, out var token) ? token
            : throw Refusal.InvalidField(Reason.PageTokenInvalid, "page_token", "page_token is not one that an answer gave.");
        await using var session = store.QuerySession();
        var page = await session.Query<TimeslotBook>()
            .Containing(new { markets.Of(request.BalancingGroup).BalancingGroup })
            .MatchesSql($"(data ->> 'timeslot')::bigint < {before}")
            .OrderBySql("(data ->> 'timeslot')::bigint desc")
            .Take(size)
            .ToListAsync(context.CancellationToken);
        var now = time.GetUtcNow();
        return new()
        {
            Timeslots = { page.Select(book => book.ToWire(now)) },
            NextPageToken = page.Count == size ? page[^1].Timeslot.StartUnixSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) : "",
        };
    }

    /// <summary>The customer as its contracts have it in the timeslot.</summary>
    async Task<Backend.Registry.Customers.Customer> TraderAsync(string customerId, Timeslot timeslot, CancellationToken cancellation)
    {
        var customer = await contracts.TraderAsync(customerId, timeslot, cancellation)
            ?? throw Refusal.NotFound(Reason.CustomerUnknown, "customer", customerId, $"There is no customer {customerId}.");
        return customer.Marketing == Backend.Registry.Customers.Marketing.Active
            ? customer
            : throw Refusal.Precondition(Reason.CustomerPassive, $"customer/{customerId}", $"{customerId} is marketed passively: the supplier trades for it.");
    }
}
