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
        var at = Winners.Length;
        while (at > 0 && Winners[at - 1].Bid.Price < arriving.Price)
        {
            at--;
        }

        var winners = ImmutableArray.CreateBuilder<Holding>(Winners.Length + 1);
        winners.AddRange(Winners, at);
        var rest = winners.Aggregate(Offer.Quantity, (rest, winner) => rest - winner.Energy);
        for (var i = at - 1; i < Winners.Length && rest > WattHours.Zero; i++)
        {
            var bid = i < at ? arriving : Winners[i].Bid;
            var holds = WattHours.Min(rest, bid.Quantity);
            winners.Add(i >= at && Winners[i].Energy == holds ? Winners[i] : new(bid, holds));
            rest -= holds;
        }

        return winners.ToImmutable();
    }

    /// <summary>What each bidder's holdings change by when these winners follow the present ones; nothing for a bid that keeps what it holds.</summary>
    public IEnumerable<(string CustomerId, WattHours Change)> ChangesTo(ImmutableArray<Holding> next)
    {
        var same = 0;
        while (same < Winners.Length && same < next.Length && ReferenceEquals(Winners[same], next[same]))
        {
            same++;
        }

        // One bid arrived: behind it the same holdings follow one place later, until what is left of the offer is used up.
        for (var i = same; i < Winners.Length; i++)
        {
            if (i + 1 >= next.Length || !ReferenceEquals(Winners[i], next[i + 1]))
            {
                yield return (Winners[i].Bid.CustomerId, -Winners[i].Energy);
            }
        }

        for (var i = same; i < next.Length; i++)
        {
            if (i == same || !ReferenceEquals(Winners[i - 1], next[i]))
            {
                yield return (next[i].Bid.CustomerId, next[i].Energy);
            }
        }
    }
}
