using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>What is asked of one auction book. A request id is chosen by the client and becomes the id of what it places.</summary>
public abstract record AuctionCommand;

/// <param name="Cap">The unit's forecast production in the timeslot.</param>
public sealed record PlaceOffer(
    Guid RequestId, string CustomerId, string UnitNumber, WattHours Quantity, PricePerKwh StartPrice, bool Divisible, Cap Cap) : AuctionCommand;

/// <param name="Cap">The bidder's forecast consumption in the timeslot, over all of its units.</param>
public sealed record PlaceBid(Guid RequestId, string CustomerId, Guid OfferId, WattHours Quantity, PricePerKwh Price, Cap Cap) : AuctionCommand;

public sealed record WithdrawOffer(string CustomerId, Guid OfferId) : AuctionCommand;

/// <summary>Freezes the book and computes the result; due from 60 minutes before the timeslot.</summary>
public sealed record CloseGate : AuctionCommand;

/// <summary>The supplier buys an unsold rest at the offer's start price.</summary>
/// <param name="Quantity">Wh; zero for the whole rest.</param>
public sealed record PurchaseUnsold(Guid RequestId, Guid OfferId, WattHours Quantity) : AuctionCommand;
