using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>
/// Placing bids. A bid must win something on arrival: while part of the offer is free, the start price is enough; then it must be at least
/// one <see cref="MarketLimits.Increment"/> above the worst bid that holds something. Cap: neither a bid's quantity nor what the bidder then
/// holds over all offers of the timeslot exceeds its forecast consumption. What a bid holds only shrinks after its arrival, so the cap
/// holds at gate closure too; an own bid that the new one displaces counts no longer, so a bid can be raised.
/// </summary>
static class Bidding
{
    public static Decision Decide(AuctionState state, PlaceBid command, DateTimeOffset now)
    {
        if (state.Requests.TryGetValue(command.RequestId, out var before))
        {
            return before is BidPlaced placed && Same(placed, command)
                ? new Accepted([], new BidAnswer(placed.BidId, placed.HoldsOnArrival))
                : new Rejected(new RequestIdReused(command.RequestId));
        }

        if (Malformed(command) is { } malformed)
        {
            return new Rejected(malformed);
        }

        if (!AuctionDecider.GateOpen(state, now))
        {
            return new Rejected(new GateIsClosed(state.Timeslot));
        }

        if (!state.Offers.TryGetValue(command.OfferId, out var book))
        {
            return new Rejected(new OfferUnknown(command.OfferId));
        }

        if (Reject(book, command) is { } reason)
        {
            return new Rejected(reason);
        }

        var bid = new Bid(command.RequestId, state.Sequence + 1, command.OfferId, command.CustomerId, command.Quantity, command.Price, now);
        var winners = book.WinnersWith(bid);
        var holds = winners.First(winner => winner.Bid.BidId == bid.BidId).Energy;
        var total = state.HeldByBidder.GetValueOrDefault(command.CustomerId) - Held(book.Winners, command.CustomerId) + Held(winners, command.CustomerId);
        if (command.Quantity > command.Cap.Energy || total > command.Cap.Energy)
        {
            return new Rejected(new BidOverCap(command.Quantity, total, command.Cap));
        }

        var e = new BidPlaced(bid.BidId, bid.OfferId, bid.CustomerId, bid.Quantity, bid.Price, holds, command.Cap, now);
        return new Accepted([e], new BidAnswer(e.BidId, holds));
    }

    static Rejection? Malformed(PlaceBid command)
    {
        if (command.RequestId == Guid.Empty)
        {
            return new RequestIdMissing();
        }

        if (!MarketLimits.Allows(command.Quantity))
        {
            return new QuantityOutOfRange(command.Quantity);
        }

        return MarketLimits.Allows(command.Price) ? null : new PriceOutOfRange(command.Price);
    }

    static Rejection? Reject(OfferBook book, PlaceBid command)
    {
        var offer = book.Offer;
        if (book.Withdrawn)
        {
            return new OfferIsWithdrawn(offer.OfferId);
        }

        if (string.Equals(offer.CustomerId, command.CustomerId, StringComparison.Ordinal))
        {
            return new OwnOffer(offer.OfferId);
        }

        if (!offer.Divisible && command.Quantity != offer.Quantity)
        {
            return new WholeOnly(command.Quantity, offer.Quantity);
        }

        if (command.Quantity > offer.Quantity)
        {
            return new MoreThanThereIs(command.Quantity, offer.Quantity);
        }

        return command.Price < book.PriceToBeat
            ? new PriceTooLow(command.Price, book.PriceToBeat, command.Price < offer.StartPrice)
            : null;
    }

    static WattHours Held(IEnumerable<Holding> winners, string customerId) => winners
        .Where(winner => string.Equals(winner.Bid.CustomerId, customerId, StringComparison.Ordinal))
        .Aggregate(WattHours.Zero, (sum, winner) => sum + winner.Energy);

    static bool Same(BidPlaced placed, PlaceBid command) =>
        (placed.CustomerId, placed.OfferId, placed.Quantity, placed.Price) == (command.CustomerId, command.OfferId, command.Quantity, command.Price);
}
