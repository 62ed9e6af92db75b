using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>What kind of mistake a rejection names; a service maps it to its status code.</summary>
public enum RejectionKind
{
    /// <summary>The request makes no sense in any book.</summary>
    Invalid,

    /// <summary>What it names is not in the book.</summary>
    Unknown,

    /// <summary>It is another customer's.</summary>
    NotAllowed,

    /// <summary>The book, the clock or the forecast does not allow it now.</summary>
    NotNow,

    /// <summary>The request id was used for something else.</summary>
    Conflict,
}

/// <summary>Why a command was not accepted. The message says what is wrong and what to do, for the person who asked.</summary>
public abstract record Rejection(RejectionKind Kind)
{
    public abstract string Message { get; }
}

public sealed record QuantityOutOfRange(WattHours Quantity) : Rejection(RejectionKind.Invalid)
{
    public override string Message => $"The quantity {Quantity} is not possible: give at least 1 Wh and at most {MarketLimits.Energy} for a timeslot.";
}

public sealed record PriceOutOfRange(PricePerKwh Price) : Rejection(RejectionKind.Invalid)
{
    public override string Message =>
        $"The price {Price} is not possible: give one between {PricePerKwh.Zero - MarketLimits.Price} and {MarketLimits.Price}.";
}

public sealed record RequestIdMissing() : Rejection(RejectionKind.Invalid)
{
    public override string Message => "The request id is missing: give a new UUID for each order, and the same one when you repeat it.";
}

public sealed record RequestIdReused(Guid RequestId) : Rejection(RejectionKind.Conflict)
{
    public override string Message => $"The request id {RequestId} was already used for another order with other content: give this order a new one.";
}

public sealed record OfferUnknown(Guid OfferId) : Rejection(RejectionKind.Unknown)
{
    public override string Message => $"There is no offer {OfferId} in this timeslot: look up the offers in the timeslot's book.";
}

public sealed record OfferNotYours(Guid OfferId) : Rejection(RejectionKind.NotAllowed)
{
    public override string Message => $"The offer {OfferId} is another customer's: only the customer who placed it can withdraw it.";
}

public sealed record OwnOffer(Guid OfferId) : Rejection(RejectionKind.NotAllowed)
{
    public override string Message => $"The offer {OfferId} is your own: withdraw it instead of bidding on it, or bid on another customer's.";
}
