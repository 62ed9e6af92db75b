using System.Collections.Immutable;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>
/// One offer with its bids. Bids are binding and offers with bids cannot be withdrawn, so what a bid has lost it never gets back: only the
/// winners matter for what comes next.
/// </summary>
/// <param name="Bids">All bids in the order of arrival.</param>
/// <param name="Winners">The bids that hold something, highest price first, equal prices by sequence.</param>
/// <param name="Purchased">What the supplier bought of the unsold rest.</param>
public sealed record OfferBook(Offer Offer, ImmutableList<Bid> Bids, ImmutableArray<Holding> Winners, bool Withdrawn, WattHours Purchased)
{
    public OfferBook(Offer offer)
        : this(offer, [], [], false, WattHours.Zero)
    {
    }

    /// <summary>What no bid holds.</summary>
    public WattHours Free => Winners.Aggregate(Offer.Quantity, (rest, winner) => rest - winner.Energy);

    /// <summary>The least price a new bid for one Wh must have (for an indivisible offer: a bid for the whole).</summary>
    public PricePerKwh PriceToBeat => Free > WattHours.Zero ? Offer.StartPrice : Winners[^1].Bid.Price + MarketLimits.Increment;

    /// <summary>What bids would hold if this one arrived now; the bid itself is among them only if it wins something.</summary>
    public ImmutableArray<Holding> WinnersWith(Bid arriving)
    {
        var rest = Offer.Quantity;
        var winners = ImmutableArray.CreateBuilder<Holding>(Winners.Length + 1);
        var ahead = Winners.Where(winner => winner.Bid.Price >= arriving.Price);
        var behind = Winners.Where(winner => winner.Bid.Price < arriving.Price);
        foreach (var bid in ahead.Select(winner => winner.Bid).Append(arriving).Concat(behind.Select(winner => winner.Bid)))
        {
            if (rest == WattHours.Zero)
            {
                break;
            }

            var holds = WattHours.Min(rest, bid.Quantity);
            winners.Add(new(bid, holds));
            rest -= holds;
        }

        return winners.ToImmutable();
    }
}
