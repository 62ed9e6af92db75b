using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>Energy sold in the primary market at the price the buyer bid.</summary>
public sealed record Trade(Guid OfferId, Guid BidId, string SellerId, string BuyerId, WattHours Quantity, PricePerKwh Price)
{
    public Money Amount => Quantity * Price;
}

/// <summary>The rest of an offer that nobody bought.</summary>
public sealed record Unsold(Guid OfferId, string SellerId, WattHours Quantity, PricePerKwh StartPrice);

/// <summary>
/// The result of one book. Order: trades by the offer's sequence, then the bid's price from the highest, then the bid's sequence; unsold
/// rests by the offer's sequence.
/// </summary>
public sealed record AuctionResult(IReadOnlyList<Trade> Trades, IReadOnlyList<Unsold> Unsold)
{
    /// <summary>
    /// Sells every offer to its highest bids until it is used up: pay-as-bid, equal prices by sequence; the marginal bid may be filled in
    /// part, an indivisible offer goes whole to the one highest bid. Withdrawn offers are not among the offers. The order in which offers
    /// and bids are given does not matter.
    /// </summary>
    public static AuctionResult Compute(IEnumerable<Offer> offers, IEnumerable<Bid> bids)
    {
        var byOffer = bids.ToLookup(bid => bid.OfferId);
        var trades = new List<Trade>();
        var unsold = new List<Unsold>();
        foreach (var offer in offers.OrderBy(offer => offer.Sequence))
        {
            var rest = offer.Quantity;
            foreach (var bid in byOffer[offer.OfferId].OrderByDescending(bid => bid.Price).ThenBy(bid => bid.Sequence))
            {
                if (rest == WattHours.Zero)
                {
                    break;
                }

                var sold = WattHours.Min(rest, bid.Quantity);
                trades.Add(new(offer.OfferId, bid.BidId, offer.CustomerId, bid.CustomerId, sold, bid.Price));
                rest -= sold;
            }

            if (rest > WattHours.Zero)
            {
                unsold.Add(new(offer.OfferId, offer.CustomerId, rest, offer.StartPrice));
            }
        }

        return new(trades, unsold);
    }

    public bool Equals(AuctionResult? other) =>
        other is not null && Trades.SequenceEqual(other.Trades) && Unsold.SequenceEqual(other.Unsold);

    public override int GetHashCode() => HashCode.Combine(Trades.Count, Unsold.Count);
}
