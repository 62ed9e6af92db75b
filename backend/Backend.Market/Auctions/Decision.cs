using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>What the market answers to a command: <see cref="Accepted"/> or <see cref="Rejected"/>.</summary>
public abstract record Decision;

/// <param name="Events">To be appended to the book's stream; none if the request was already answered.</param>
public sealed record Accepted(IReadOnlyList<AuctionEvent> Events, Answer Answer) : Decision;

public sealed record Rejected(Rejection Reason) : Decision;

/// <summary>What the caller learns; the same for a repeated request.</summary>
public abstract record Answer;

public sealed record OfferAnswer(Guid OfferId) : Answer;

/// <param name="Holds">What the bid held on arrival.</param>
public sealed record BidAnswer(Guid BidId, WattHours Holds) : Answer;

public sealed record WithdrawnAnswer(Guid OfferId) : Answer;

public sealed record ClosedAnswer(AuctionResult Result) : Answer;

public sealed record PurchaseAnswer(Guid PurchaseId, WattHours Quantity, Money Amount) : Answer;
