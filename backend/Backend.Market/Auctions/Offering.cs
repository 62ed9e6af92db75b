namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>
/// Placing and withdrawing offers. Cap: what a unit offers in the timeslot, over all of its offers that are not withdrawn, stays within its
/// forecast production. A forecast that falls later does not undo an offer that was placed.
/// </summary>
static class Offering
{
    public static Decision Decide(AuctionState state, PlaceOffer command, DateTimeOffset now)
    {
        if (state.Requests.TryGetValue(command.RequestId, out var before))
        {
            return before is OfferPlaced placed && Same(placed, command)
                ? new Accepted([], new OfferAnswer(placed.OfferId))
                : new Rejected(new RequestIdReused(command.RequestId));
        }

        if (Reject(state, command, now) is { } reason)
        {
            return new Rejected(reason);
        }

        var e = new OfferPlaced(
            command.RequestId, command.CustomerId, command.UnitNumber, command.Quantity, command.StartPrice, command.Divisible, command.Cap, now);
        return new Accepted([e], new OfferAnswer(e.OfferId));
    }

    public static Decision Decide(AuctionState state, WithdrawOffer command, DateTimeOffset now)
    {
        if (!state.Offers.TryGetValue(command.OfferId, out var book))
        {
            return new Rejected(new OfferUnknown(command.OfferId));
        }

        if (!string.Equals(book.Offer.CustomerId, command.CustomerId, StringComparison.Ordinal))
        {
            return new Rejected(new OfferNotYours(command.OfferId));
        }

        if (book.Withdrawn)
        {
            return new Accepted([], new WithdrawnAnswer(command.OfferId));
        }

        if (!AuctionDecider.GateOpen(state, now))
        {
            return new Rejected(new GateIsClosed(state.Timeslot));
        }

        return book.Bids.IsEmpty
            ? new Accepted([new OfferWithdrawn(command.OfferId, now)], new WithdrawnAnswer(command.OfferId))
            : new Rejected(new OfferHasBids(command.OfferId, book.Bids.Count));
    }

    static Rejection? Reject(AuctionState state, PlaceOffer command, DateTimeOffset now)
    {
        if (command.RequestId == Guid.Empty)
        {
            return new RequestIdMissing();
        }

        if (!MarketLimits.Allows(command.Quantity))
        {
            return new QuantityOutOfRange(command.Quantity);
        }

        if (!MarketLimits.Allows(command.StartPrice))
        {
            return new PriceOutOfRange(command.StartPrice);
        }

        if (!AuctionDecider.GateOpen(state, now))
        {
            return new GateIsClosed(state.Timeslot);
        }

        var offered = state.OfferedByUnit.GetValueOrDefault(command.UnitNumber);
        return offered + command.Quantity > command.Cap.Energy ? new OfferOverCap(command.Quantity, offered, command.Cap) : null;
    }

    static bool Same(OfferPlaced placed, PlaceOffer command) =>
        (placed.CustomerId, placed.UnitNumber, placed.Quantity, placed.StartPrice, placed.Divisible)
        == (command.CustomerId, command.UnitNumber, command.Quantity, command.StartPrice, command.Divisible);
}
