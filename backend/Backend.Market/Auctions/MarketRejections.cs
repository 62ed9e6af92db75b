using System.Globalization;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

public sealed record GateIsClosed(Timeslot Timeslot) : Rejection(RejectionKind.NotNow)
{
    public override string Message =>
        $"The gate of timeslot {Timeslot} closed at {At.Text(MarketHours.GateClosure(Timeslot))}, one hour before it starts: choose a later timeslot.";
}

public sealed record GateNotDue(Timeslot Timeslot) : Rejection(RejectionKind.NotNow)
{
    public override string Message => $"The gate of timeslot {Timeslot} closes at {At.Text(MarketHours.GateClosure(Timeslot))}, not before.";
}

public sealed record OfferOverCap(WattHours Quantity, WattHours AlreadyOffered, Cap Cap) : Rejection(RejectionKind.NotNow)
{
    public WattHours Left => WattHours.Max(WattHours.Zero, Cap.Energy - AlreadyOffered);

    public override string Message =>
        $"The unit cannot offer {Quantity}: the cap for the timeslot is {Cap} and {AlreadyOffered} of it is offered already. Offer at most {Left}.";
}

public sealed record BidOverCap(WattHours Quantity, WattHours WouldHold, Cap Cap) : Rejection(RejectionKind.NotNow)
{
    public override string Message =>
        $"You cannot bid for {Quantity}: with it you would hold {WouldHold}, and the cap for the timeslot is {Cap}. "
        + $"Lower the quantity by at least {WattHours.Max(Quantity, WouldHold) - Cap.Energy}.";
}

public sealed record PriceTooLow(PricePerKwh Price, PricePerKwh PriceToBeat, bool BelowStart) : Rejection(RejectionKind.NotNow)
{
    public override string Message => BelowStart
        ? $"The price {Price} is below the offer's start price. Bid at least {PriceToBeat}."
        : $"The price {Price} would win nothing: the offer is held by bids as high or higher. Bid at least {PriceToBeat}.";
}

public sealed record WholeOnly(WattHours Quantity, WattHours Whole) : Rejection(RejectionKind.NotNow)
{
    public override string Message => $"The offer is sold whole: give {Whole} as the quantity, not {Quantity}, or choose a divisible offer.";
}

public sealed record MoreThanThereIs(WattHours Quantity, WattHours There) : Rejection(RejectionKind.NotNow)
{
    public override string Message => $"The quantity {Quantity} is more than there is: give at most {There}.";
}

public sealed record OfferIsWithdrawn(Guid OfferId) : Rejection(RejectionKind.NotNow)
{
    public override string Message => $"The offer {OfferId} was withdrawn: choose another offer.";
}

public sealed record OfferHasBids(Guid OfferId, int Bids) : Rejection(RejectionKind.NotNow)
{
    public override string Message =>
        string.Create(CultureInfo.InvariantCulture, $"The offer {OfferId} has {Bids} binding bid(s) and stands: only an offer without bids can be withdrawn.");
}

public sealed record GateNotClosed(Timeslot Timeslot) : Rejection(RejectionKind.NotNow)
{
    public override string Message =>
        $"What is unsold in timeslot {Timeslot} is known when its gate is closed, at {At.Text(MarketHours.GateClosure(Timeslot))}: buy it after.";
}

public sealed record SecondaryIsClosed(Timeslot Timeslot) : Rejection(RejectionKind.NotNow)
{
    public override string Message =>
        $"Unsold energy of timeslot {Timeslot} could be bought until {At.Text(MarketHours.SecondaryClosure(Timeslot))}, 15 minutes before it starts: choose a later timeslot.";
}

public sealed record NothingUnsold(Guid OfferId) : Rejection(RejectionKind.NotNow)
{
    public override string Message => $"Nothing of the offer {OfferId} is left: it is sold, bought or withdrawn. Look up the unsold offers of the timeslot.";
}

static class At
{
    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
