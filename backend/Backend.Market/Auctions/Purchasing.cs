using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>The secondary market: the supplier buys unsold rests at the start price. An indivisible offer is bought whole.</summary>
static class Purchasing
{
    public static Decision Decide(AuctionState state, PurchaseUnsold command, DateTimeOffset now)
    {
        if (state.Requests.TryGetValue(command.RequestId, out var before))
        {
            return before is UnsoldPurchased known && Same(known, command)
                ? new Accepted([], new PurchaseAnswer(known.PurchaseId, known.Quantity, known.Amount))
                : new Rejected(new RequestIdReused(command.RequestId));
        }

        if (command.RequestId == Guid.Empty)
        {
            return new Rejected(new RequestIdMissing());
        }

        if (command.Quantity != WattHours.Zero && !MarketLimits.Allows(command.Quantity))
        {
            return new Rejected(new QuantityOutOfRange(command.Quantity));
        }

        if (now >= MarketHours.SecondaryClosure(state.Timeslot))
        {
            return new Rejected(new SecondaryIsClosed(state.Timeslot));
        }

        if (state.Result is not { } result)
        {
            return new Rejected(new GateNotClosed(state.Timeslot));
        }

        return state.Offers.TryGetValue(command.OfferId, out var book)
            ? Buy(book, result.Unsold.FirstOrDefault(rest => rest.OfferId == command.OfferId), command, now)
            : new Rejected(new OfferUnknown(command.OfferId));
    }

    static Decision Buy(OfferBook book, Unsold? unsold, PurchaseUnsold command, DateTimeOffset now)
    {
        var rest = (unsold?.Quantity ?? WattHours.Zero) - book.Purchased;
        if (rest == WattHours.Zero)
        {
            return new Rejected(new NothingUnsold(command.OfferId));
        }

        var wholeRest = command.Quantity == WattHours.Zero;
        var quantity = wholeRest ? rest : command.Quantity;
        if (quantity > rest)
        {
            return new Rejected(new MoreThanThereIs(quantity, rest));
        }

        if (!book.Offer.Divisible && quantity != rest)
        {
            return new Rejected(new WholeOnly(quantity, rest));
        }

        var e = new UnsoldPurchased(command.RequestId, command.OfferId, book.Offer.CustomerId, quantity, book.Offer.StartPrice, wholeRest, now);
        return new Accepted([e], new PurchaseAnswer(e.PurchaseId, quantity, e.Amount));
    }

    static bool Same(UnsoldPurchased known, PurchaseUnsold command) =>
        known.OfferId == command.OfferId
        && (known.WholeRest ? command.Quantity == WattHours.Zero : command.Quantity == known.Quantity);
}
