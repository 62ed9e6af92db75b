using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>Energy of one unit in one timeslot.</summary>
/// <param name="OfferId">The request id it was placed with.</param>
/// <param name="Sequence">Its place in the order of arrival in the book, from 1; offers and bids are counted together.</param>
/// <param name="Divisible">Whether it may be sold in parts.</param>
public sealed record Offer(
    Guid OfferId, long Sequence, string CustomerId, string UnitNumber, WattHours Quantity, PricePerKwh StartPrice, bool Divisible, DateTimeOffset PlacedAt);

/// <summary>A binding bid on an offer.</summary>
/// <param name="BidId">The request id it was placed with.</param>
/// <param name="Sequence">As in <see cref="Offer"/>; of two bids at one price the lower sequence comes first.</param>
public sealed record Bid(
    Guid BidId, long Sequence, Guid OfferId, string CustomerId, WattHours Quantity, PricePerKwh Price, DateTimeOffset PlacedAt);

/// <summary>What a bid holds of its offer as the book stands.</summary>
public sealed record Holding(Bid Bid, WattHours Energy);
