using System.Globalization;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Market.Auctions;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Why the market's rules refuse a record, in German; what stands in no book that a backend could have made, in the market's own words.</summary>
static class RejectionWords
{
    public static string German(Rejection rejection) => rejection switch
    {
        GateIsClosed gate => $"Das Gate der Viertelstunde {gate.Timeslot} schloss um {At(MarketHours.GateClosure(gate.Timeslot))}, eine Stunde vor ihrem Beginn.",
        OfferOverCap cap => $"Die Anlage kann {cap.Quantity} nicht anbieten: Ihre Obergrenze ist {cap.Cap.Energy}, davon sind {cap.AlreadyOffered} schon angeboten.",
        BidOverCap cap => $"Mit diesem Gebot über {cap.Quantity} hielte der Bieter {cap.WouldHold}, seine Obergrenze ist {cap.Cap.Energy}.",
        PriceTooLow { BelowStart: true } price => $"Der Preis {price.Price} liegt unter dem Startpreis des Angebots; mindestens {price.PriceToBeat} sind nötig.",
        PriceTooLow price => $"Der Preis {price.Price} gewinnt nichts: Das Angebot halten gleich hohe oder höhere Gebote; mindestens {price.PriceToBeat} sind nötig.",
        WholeOnly whole => $"Das Angebot wird nur im Ganzen verkauft: {whole.Whole}, nicht {whole.Quantity}.",
        MoreThanThereIs more => $"Die Menge {more.Quantity} ist mehr, als da ist: {more.There}.",
        OfferIsWithdrawn offer => $"Das Angebot {offer.OfferId} war zurückgenommen.",
        OfferHasBids offer => string.Create(CultureInfo.InvariantCulture, $"Das Angebot {offer.OfferId} hat {offer.Bids} bindende(s) Gebot(e) und bleibt."),
        SecondaryIsClosed closed => $"Unverkauftes der Viertelstunde {closed.Timeslot} konnte bis {At(MarketHours.SecondaryClosure(closed.Timeslot))} gekauft werden, 15 Minuten vor ihrem Beginn.",
        NothingUnsold unsold => $"Von dem Angebot {unsold.OfferId} ist nichts übrig.",
        OfferUnknown offer => $"Das Angebot {offer.OfferId} gibt es in dieser Viertelstunde nicht.",
        OwnOffer offer => $"Das Angebot {offer.OfferId} ist das eigene des Bieters.",
        QuantityOutOfRange quantity => $"Die Menge {quantity.Quantity} ist nicht möglich.",
        PriceOutOfRange price => $"Der Preis {price.Price} ist nicht möglich.",
        _ => rejection.Message,
    };

    static string At(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
