using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Client.Trading;

/// <summary>The calls of daily trade with energy, prices and timeslots as types, so that Wh and ct/kWh cannot be mixed up.</summary>
public static class TradingExtensions
{
    /// <summary>Offers energy of a unit in a timeslot.</summary>
    /// <param name="divisible">Whether it may be sold in parts.</param>
    /// <param name="requestId">Names this offer: the same id with the same content is the same offer. A new one if null.</param>
    /// <returns>The offer's id.</returns>
    /// <exception cref="PreconditionException">The gate is closed, or the unit's forecast does not allow the quantity.</exception>
    public static async Task<string> PlaceOfferAsync(
        this MarketService.MarketServiceClient market, string customerId, string unitNumber, Timeslot timeslot, WattHours quantity, PricePerKwh startPrice, bool divisible = true,
        Guid? requestId = null, CancellationToken cancellation = default)
    {
        var request = new PlaceOfferRequest
        {
            CustomerId = customerId, UnitNumber = unitNumber, Timeslot = timeslot.StartUnixSeconds, QuantityWh = quantity.Value, StartPriceMctPerKwh = startPrice.Value,
            Divisible = divisible, RequestId = (requestId ?? Guid.CreateVersion7()).ToString(),
        };
        return (await market.PlaceOfferAsync(request, cancellationToken: cancellation)).OfferId;
    }

    /// <summary>Bids on an offer.</summary>
    /// <param name="requestId">Names this bid: the same id with the same content is the same bid. A new one if null.</param>
    /// <returns>The bid's id and what it holds on arrival.</returns>
    /// <exception cref="PreconditionException">The gate is closed, the price is below the price to beat, or the quantity is over the bidder's forecast.</exception>
    public static async Task<PlacedBid> PlaceBidAsync(
        this MarketService.MarketServiceClient market, string customerId, string offerId, Timeslot timeslot, WattHours quantity, PricePerKwh price,
        Guid? requestId = null, CancellationToken cancellation = default)
    {
        var request = new PlaceBidRequest
        {
            CustomerId = customerId, OfferId = offerId, Timeslot = timeslot.StartUnixSeconds, QuantityWh = quantity.Value, PriceMctPerKwh = price.Value,
            RequestId = (requestId ?? Guid.CreateVersion7()).ToString(),
        };
        var placed = await market.PlaceBidAsync(request, cancellationToken: cancellation);
        return new(placed.BidId, new(placed.HoldsWh));
    }

    /// <summary>The book of a timeslot.</summary>
    public static async Task<GetBookResponse> GetBookAsync(
        this MarketService.MarketServiceClient market, string balancingGroup, Timeslot timeslot, CancellationToken cancellation = default) =>
        await market.GetBookAsync(new() { BalancingGroup = balancingGroup, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: cancellation);

    /// <summary>The result of a timeslot.</summary>
    /// <exception cref="NotFoundException">The gate has not closed.</exception>
    public static async Task<GetResultResponse> GetResultAsync(
        this MarketService.MarketServiceClient market, string balancingGroup, Timeslot timeslot, CancellationToken cancellation = default) =>
        await market.GetResultAsync(new() { BalancingGroup = balancingGroup, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: cancellation);

    /// <summary>The forecast of a unit for the timeslots from the first to the last, both included, as it is believed now.</summary>
    public static async Task<IReadOnlyList<ForecastValue>> GetForecastAsync(
        this ForecastService.ForecastServiceClient forecasts, string unitNumber, Timeslot first, Timeslot last, CancellationToken cancellation = default) =>
        (await forecasts.GetForecastAsync(
            new() { UnitNumber = unitNumber, FromTimeslot = first.StartUnixSeconds, ToTimeslot = last.Next.StartUnixSeconds }, cancellationToken: cancellation)).Values;

    /// <summary>The latest settlement of a timeslot.</summary>
    /// <exception cref="NotFoundException">It is not settled yet.</exception>
    public static async Task<GetSettlementResponse> GetSettlementAsync(
        this SettlementService.SettlementServiceClient settlement, string balancingGroup, Timeslot timeslot, CancellationToken cancellation = default) =>
        await settlement.GetSettlementAsync(new() { BalancingGroup = balancingGroup, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: cancellation);
}

/// <param name="Holds">What the bid holds as the book stands on its arrival.</param>
public sealed record PlacedBid(string BidId, WattHours Holds);
