using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>What happened in one auction book, in the order of its stream.</summary>
public abstract record AuctionEvent;

/// <param name="Cap">The cap it was accepted under, with its source: "what did we know then?"</param>
public sealed record OfferPlaced(
    Guid OfferId, string CustomerId, string UnitNumber, WattHours Quantity, PricePerKwh StartPrice, bool Divisible, Cap Cap, DateTimeOffset PlacedAt)
    : AuctionEvent;

/// <param name="HoldsOnArrival">What the bid won on arrival; it can only become less.</param>
public sealed record BidPlaced(
    Guid BidId, Guid OfferId, string CustomerId, WattHours Quantity, PricePerKwh Price, WattHours HoldsOnArrival, Cap Cap, DateTimeOffset PlacedAt)
    : AuctionEvent;

public sealed record OfferWithdrawn(Guid OfferId, DateTimeOffset WithdrawnAt) : AuctionEvent;

public sealed record GateClosed(AuctionResult Result, DateTimeOffset ClosedAt) : AuctionEvent;

/// <param name="WholeRest">Whether the request asked for the whole rest instead of a quantity.</param>
public sealed record UnsoldPurchased(
    Guid PurchaseId, Guid OfferId, string SellerId, WattHours Quantity, PricePerKwh Price, bool WholeRest, DateTimeOffset PurchasedAt) : AuctionEvent
{
    public Money Amount => Quantity * Price;
}
