using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Leaves;

/// <summary>The result in the order of <see cref="AuctionResult"/>: trades, then unsold rests; and the supplier's purchases in their order.</summary>
static class ResultLeaves
{
    public static IEnumerable<CanonicalObject> Write(AuctionResult result, SlotSecret secret) =>
        Write(result, id => secret.Customer(id).Name);

    /// <summary>With what stands for each customer.</summary>
    public static IEnumerable<CanonicalObject> Write(AuctionResult result, Func<string, string> customer) =>
    [
        .. result.Trades.Select(trade => new CanonicalObject(
            ("type", "trade"), ("offer", trade.OfferId.ToString()), ("bid", trade.BidId.ToString()), ("seller", customer(trade.SellerId)),
            ("buyer", customer(trade.BuyerId)), ("quantity_wh", trade.Quantity.Value), ("price", trade.Price.Value), ("amount_uct", trade.Amount.Value))),
        .. result.Unsold.Select(unsold => new CanonicalObject(
            ("type", "unsold"), ("offer", unsold.OfferId.ToString()), ("seller", customer(unsold.SellerId)), ("quantity_wh", unsold.Quantity.Value),
            ("start_price", unsold.StartPrice.Value))),
    ];

    public static IEnumerable<CanonicalObject> Write(IEnumerable<UnsoldPurchased> purchases, SlotSecret secret) => purchases.Select(purchase => new CanonicalObject(
        ("type", "purchase"), ("purchase", purchase.PurchaseId.ToString()), ("offer", purchase.OfferId.ToString()), ("seller", secret.Customer(purchase.SellerId).Name),
        ("quantity_wh", purchase.Quantity.Value), ("price", purchase.Price.Value), ("amount_uct", purchase.Amount.Value), ("at", Fields.Unix(purchase.PurchasedAt))));

    public static Trade ReadTrade(CanonicalObject leaf) =>
        new(leaf.Id("offer"), leaf.Id("bid"), leaf.TextOf("seller"), leaf.TextOf("buyer"), leaf.Energy("quantity_wh"), leaf.Price("price"));

    public static UnsoldPurchased ReadPurchase(CanonicalObject leaf) => new(
        leaf.Id("purchase"), leaf.Id("offer"), leaf.TextOf("seller"), leaf.Energy("quantity_wh"), leaf.Price("price"), false, leaf.Instant("at"));
}
