using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Leaves;

/// <summary>
/// The order book as its log: one record for each offer, bid and withdrawal in the order of the book's stream. Whoever plays the log again
/// gets every decision of the market. The cap's source stays out: its words name the unit.
/// </summary>
static class BookLeaves
{
    public static IEnumerable<CanonicalObject> Write(IEnumerable<AuctionEvent> events, SlotSecret secret) => events
        .Where(e => e is OfferPlaced or BidPlaced or OfferWithdrawn)
        .Select((e, i) => Write(e, i + 1, secret));

    /// <exception cref="FormatException">A member is missing or malformed.</exception>
    public static AuctionEvent Read(CanonicalObject leaf) => leaf.TextOf("type") switch
    {
        "offer" => new OfferPlaced(
            leaf.Id("offer"), leaf.TextOf("customer"), leaf.TextOf("unit"), leaf.Energy("quantity_wh"), leaf.Price("start_price"),
            leaf.IntegerOf("divisible", 0, 1) == 1, Cap(leaf), leaf.Instant("at")),
        "bid" => new BidPlaced(
            leaf.Id("bid"), leaf.Id("offer"), leaf.TextOf("customer"), leaf.Energy("quantity_wh"), leaf.Price("price"), leaf.Energy("holds_wh"), Cap(leaf), leaf.Instant("at")),
        "withdrawal" => new OfferWithdrawn(leaf.Id("offer"), leaf.Instant("at")),
        var other => throw new FormatException($"A book has no records of type '{other}'."),
    };

    static CanonicalObject Write(AuctionEvent e, int number, SlotSecret secret) => e switch
    {
        OfferPlaced offer => new(
            ("type", "offer"), ("number", number), ("offer", offer.OfferId.ToString()), ("customer", secret.Customer(offer.CustomerId).Name),
            ("unit", secret.Unit(offer.UnitNumber).Name), ("quantity_wh", offer.Quantity.Value), ("start_price", offer.StartPrice.Value),
            ("divisible", offer.Divisible ? 1 : 0), ("cap_wh", offer.Cap.Energy.Value), ("at", Fields.Unix(offer.PlacedAt))),
        BidPlaced bid => new(
            ("type", "bid"), ("number", number), ("bid", bid.BidId.ToString()), ("offer", bid.OfferId.ToString()), ("customer", secret.Customer(bid.CustomerId).Name),
            ("quantity_wh", bid.Quantity.Value), ("price", bid.Price.Value), ("holds_wh", bid.HoldsOnArrival.Value), ("cap_wh", bid.Cap.Energy.Value),
            ("at", Fields.Unix(bid.PlacedAt))),
        OfferWithdrawn withdrawn => new(
            ("type", "withdrawal"), ("number", number), ("offer", withdrawn.OfferId.ToString()), ("at", Fields.Unix(withdrawn.WithdrawnAt))),
        _ => throw new ArgumentException($"{e.GetType().Name} is no record of a book.", nameof(e)),
    };

    static Cap Cap(CanonicalObject leaf) => new(leaf.Energy("cap_wh"), "as recorded in the book");
}
