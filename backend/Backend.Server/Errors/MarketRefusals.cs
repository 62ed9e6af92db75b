using System.Globalization;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Errors;

/// <summary>What the market's rejections mean to a caller.</summary>
static class MarketRefusals
{
    /// <param name="rejection">Why the market does not accept the order.</param>
    /// <param name="timeslot">In whose book it stands.</param>
    /// <param name="command">The order.</param>
    public static RefusalException ToRefusal(this Rejection rejection, Timeslot timeslot, AuctionCommand command)
    {
        var book = $"timeslot/{timeslot}";
        return rejection switch
        {
            QuantityOutOfRange => Refusal.InvalidField(Reason.QuantityOutOfRange, "quantity_wh", rejection.Message),
            PriceOutOfRange => Refusal.InvalidField(Reason.PriceOutOfRange, command is PlaceOffer ? "start_price_mct_per_kwh" : "price_mct_per_kwh", rejection.Message),
            RequestIdMissing => Refusal.InvalidField(Reason.RequestIdMissing, "request_id", rejection.Message),
            RequestIdReused reused => Refusal.AlreadyExists(Reason.RequestIdReused, "order", $"{reused.RequestId}", rejection.Message),
            OfferUnknown unknown => Refusal.NotFound(Reason.OfferUnknown, "offer", $"{unknown.OfferId}", rejection.Message),
            OfferNotYours => Refusal.Denied(Reason.OfferNotYours, rejection.Message),
            OwnOffer => Refusal.Denied(Reason.OfferYourOwn, rejection.Message),
            GateIsClosed => Refusal.Precondition(Reason.GateClosed, book, rejection.Message),
            GateNotDue or GateNotClosed => Refusal.Precondition(Reason.GateNotClosed, book, rejection.Message),
            OfferOverCap over => Refusal.Precondition(
                Reason.ForecastCap, book, rejection.Message, ("cap_wh", Text(over.Cap.Energy.Value)), ("left_wh", Text(over.Left.Value))),
            BidOverCap over => Refusal.Precondition(Reason.ForecastCap, book, rejection.Message, ("cap_wh", Text(over.Cap.Energy.Value))),
            PriceTooLow low => Refusal.Precondition(
                Reason.PriceTooLow, book, rejection.Message, ("price_to_beat_mct_per_kwh", Text(low.PriceToBeat.Value))),
            WholeOnly whole => Refusal.Precondition(Reason.OfferWholeOnly, book, rejection.Message, ("whole_wh", Text(whole.Whole.Value))),
            MoreThanThereIs more => Refusal.Precondition(Reason.MoreThanThereIs, book, rejection.Message, ("there_wh", Text(more.There.Value))),
            OfferIsWithdrawn withdrawn => Refusal.Precondition(Reason.OfferWithdrawn, $"offer/{withdrawn.OfferId}", rejection.Message),
            OfferHasBids held => Refusal.Precondition(Reason.OfferHasBids, $"offer/{held.OfferId}", rejection.Message),
            SecondaryIsClosed => Refusal.Precondition(Reason.SecondaryClosed, book, rejection.Message),
            NothingUnsold nothing => Refusal.Precondition(Reason.NothingUnsold, $"offer/{nothing.OfferId}", rejection.Message),
            _ => throw new ArgumentOutOfRangeException(nameof(rejection), rejection, "The rejection has no reason."),
        };
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
