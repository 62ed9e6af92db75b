using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>The market's facts as they go over the wire. A customer sees who it is itself, and nobody else.</summary>
static class MarketWire
{
    public static Protos.V1.Offer ToWire(this OfferBook book, Caller caller)
    {
        var (offer, winners) = (book.Offer, book.Winners.ToDictionary(winner => winner.Bid.BidId, winner => winner.Energy.Value));
        return new()
        {
            OfferId = offer.OfferId.ToString(),
            UnitNumber = caller.MayName(offer.CustomerId) ? offer.UnitNumber : "",
            CustomerId = Shown(offer.CustomerId, caller),
            QuantityWh = offer.Quantity.Value,
            StartPriceMctPerKwh = offer.StartPrice.Value,
            Divisible = offer.Divisible,
            PlacedAt = offer.PlacedAt.ToTimestamp(),
            Withdrawn = book.Withdrawn,
            PriceToBeatMctPerKwh = book.PriceToBeat.Value,
            Bids =
            {
                book.Bids.Select(bid => new Protos.V1.Bid
                {
                    BidId = bid.BidId.ToString(),
                    CustomerId = Shown(bid.CustomerId, caller),
                    QuantityWh = bid.Quantity.Value,
                    PriceMctPerKwh = bid.Price.Value,
                    PlacedAt = bid.PlacedAt.ToTimestamp(),
                    HoldsWh = winners.GetValueOrDefault(bid.BidId),
                }),
            },
        };
    }

    public static GetResultResponse ToWire(this AuctionResult result, IEnumerable<UnsoldPurchased> purchases, Caller caller) => new()
    {
        Trades =
        {
            result.Trades.Select(trade => new Protos.V1.Trade
            {
                OfferId = trade.OfferId.ToString(),
                BidId = trade.BidId.ToString(),
                SellerId = Shown(trade.SellerId, caller),
                BuyerId = Shown(trade.BuyerId, caller),
                QuantityWh = trade.Quantity.Value,
                PriceMctPerKwh = trade.Price.Value,
                AmountUct = trade.Amount.Value,
            }),
        },
        Unsold =
        {
            result.Unsold.Select(rest => new Protos.V1.Unsold
            {
                OfferId = rest.OfferId.ToString(),
                SellerId = Shown(rest.SellerId, caller),
                QuantityWh = rest.Quantity.Value,
                StartPriceMctPerKwh = rest.StartPrice.Value,
            }),
        },
        Purchases =
        {
            purchases.Select(purchase => new Protos.V1.Trade
            {
                OfferId = purchase.OfferId.ToString(),
                SellerId = Shown(purchase.SellerId, caller),
                BuyerId = "supplier",
                QuantityWh = purchase.Quantity.Value,
                PriceMctPerKwh = purchase.Price.Value,
                AmountUct = purchase.Amount.Value,
            }),
        },
    };

    public static TimeslotSummary ToWire(this TimeslotBook book, DateTimeOffset now) => new()
    {
        Timeslot = book.Timeslot.StartUnixSeconds,
        Phase = book switch
        {
            { SettlementVersion: > 0 } => TimeslotPhase.Settled,
            { GateClosed: false } => TimeslotPhase.Open,
            _ when now < MarketHours.SecondaryClosure(book.Timeslot) => TimeslotPhase.Secondary,
            _ => TimeslotPhase.Delivery,
        },
        Offers = book.Offers,
        Bids = book.Bids,
        OfferedWh = book.Offered.Value,
        SoldWh = book.Sold.Value,
        PurchasedWh = book.Purchased.Value,
        SettlementVersion = book.SettlementVersion,
    };

    static string Shown(string customerId, Caller caller) => caller.MayName(customerId) ? customerId : "";
}
