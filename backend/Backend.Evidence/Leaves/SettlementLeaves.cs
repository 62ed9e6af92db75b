using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Leaves;

/// <summary>What a settlement was made with: the tariff, when, and which version of the readings.</summary>
public sealed record SettlementTerms(Tariff Tariff, DateTimeOffset SettledAt, int ReadingsVersion);

/// <summary>A settlement: its terms, then the lines in the ordinal order of the customers' pseudonyms, then the supplier's line.</summary>
static class SettlementLeaves
{
    public static IEnumerable<CanonicalObject> Write(SettlementStatement statement, int readingsVersion, SlotSecret secret) =>
        Write(statement, readingsVersion, id => secret.Customer(id).Name);

    /// <summary>With what stands for each customer.</summary>
    public static IEnumerable<CanonicalObject> Write(SettlementStatement statement, int readingsVersion, Func<string, string> customer) =>
    [
        new CanonicalObject(
            ("type", "terms"), ("surplus_price", statement.Tariff.Surplus.Value), ("deficit_price", statement.Tariff.Deficit.Value),
            ("fee_price", statement.Tariff.ProcessingFee.Value), ("at", Fields.Unix(statement.SettledAt)), ("readings_version", readingsVersion)),
        .. statement.Lines.Select(line => Write(line, customer(line.CustomerId))).OrderBy(leaf => leaf.TextOf("customer"), StringComparer.Ordinal),
        new CanonicalObject(
            ("type", "supplier"), ("purchased_wh", statement.Supplier.Purchased.Value), ("balanced_wh", statement.Supplier.Balanced.Value),
            ("purchases_uct", statement.Supplier.Purchases.Value), ("deviations_uct", statement.Supplier.Deviations.Value),
            ("fees_uct", statement.Supplier.Fees.Value), ("total_uct", statement.Supplier.Total.Value)),
    ];

    public static CanonicalObject Write(SettlementLine line, string customer) => new(
        ("type", "line"), ("customer", customer), ("sold_wh", line.Sold.Value), ("bought_wh", line.Bought.Value), ("fed_in_wh", line.FedIn.Value),
        ("drawn_wh", line.Drawn.Value), ("deviation_wh", line.Deviation.Value), ("trades_uct", line.Trades.Value), ("deviation_uct", line.DeviationAmount.Value),
        ("fee_uct", line.Fee.Value), ("total_uct", line.Total.Value), ("quality", line.Quality));

    public static SettlementTerms ReadTerms(CanonicalObject leaf) => new(
        new Tariff(leaf.Price("surplus_price"), leaf.Price("deficit_price"), leaf.Price("fee_price")),
        leaf.Instant("at"),
        (int)leaf.IntegerOf("readings_version", 1, ushort.MaxValue));
}
