using System.Globalization;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Settlement;

/// <summary>What a timeslot is settled from.</summary>
/// <param name="Version">The number of this settlement, from 1, one more than the last.</param>
public sealed record SettlementInput(
    Timeslot Timeslot, int Version, AuctionResult Result, IReadOnlyList<UnsoldPurchased> Purchases, IReadOnlyList<CustomerEnergy> Energies, Tariff Tariff);

/// <summary>A settlement, or why there is none yet.</summary>
public abstract record SettlementOutcome;

public sealed record Settled(SettlementStatement Statement) : SettlementOutcome;

/// <param name="Reasons">One sentence for each thing that is missing or impossible.</param>
public sealed record NotSettled(IReadOnlyList<string> Reasons) : SettlementOutcome;

/// <summary>
/// Settles a timeslot: traded against measured, for every customer who traded or was measured. Trades are paid as bid, buyer to seller; the
/// supplier pays its purchases. What each customer's own meters show beyond its trades is its deviation and goes to or comes from the
/// supplier: a surplus at the lower price, a deficit at the higher one. So the residual supply of a consumer who covered only part of its
/// demand, and the unsold feed-in of a prosumer, are settled here too, and every Wh of the market is settled exactly once. The processing
/// fee is charged only on the unfulfilled part of a trade: what a net seller did not feed in, what a net buyer did not draw. Fee and
/// deviation are the deviating customer's alone, never its counterparty's.
/// </summary>
public static class SettlementRun
{
    public static SettlementOutcome Settle(SettlementInput input, DateTimeOffset now)
    {
        var reasons = Problems(input, now).ToList();
        return reasons.Count > 0 ? new NotSettled(reasons) : new Settled(Compute(input, now));
    }

    /// <summary>
    /// The part of the customer's net trade, in Wh and not negative, that its meters do not bear out: of a net seller what was sold and not
    /// fed in, of a net buyer what was bought and not drawn. What goes beyond the trade is ordinary supply or feed-in.
    /// </summary>
    public static WattHours Unfulfilled(WattHours netSold, WattHours netFedIn)
    {
        var (traded, delivered) = netSold >= WattHours.Zero ? (netSold, netFedIn) : (-netSold, -netFedIn);
        return traded - WattHours.Min(traded, WattHours.Max(delivered, WattHours.Zero));
    }

    /// <summary>One customer's line from its own trades and its own meters alone.</summary>
    public static SettlementLine Line(CustomerEnergy energy, IEnumerable<Trade> trades, IEnumerable<UnsoldPurchased> purchases, Tariff tariff)
    {
        var line = new SettlementLine(
            energy.CustomerId, WattHours.Zero, WattHours.Zero, energy.FedIn, energy.Drawn, Money.Zero, Money.Zero, Money.Zero, energy.Quality);
        foreach (var trade in trades)
        {
            line = string.Equals(trade.SellerId, energy.CustomerId, StringComparison.Ordinal)
                ? line with { Sold = line.Sold + trade.Quantity, Trades = line.Trades + trade.Amount }
                : line with { Bought = line.Bought + trade.Quantity, Trades = line.Trades - trade.Amount };
        }

        line = purchases.Aggregate(line, (sum, purchase) => sum with { Sold = sum.Sold + purchase.Quantity, Trades = sum.Trades + purchase.Amount });
        var unfulfilled = Unfulfilled(line.Sold - line.Bought, line.FedIn - line.Drawn);
        return line with
        {
            DeviationAmount = line.Deviation * (line.Deviation >= WattHours.Zero ? tariff.Surplus : tariff.Deficit),
            Fee = -(unfulfilled * tariff.ProcessingFee),
        };
    }

    static SettlementStatement Compute(SettlementInput input, DateTimeOffset now)
    {
        var trades = input.Result.Trades.SelectMany(trade => new[] { (Customer: trade.SellerId, Trade: trade), (Customer: trade.BuyerId, Trade: trade) })
            .ToLookup(side => side.Customer, side => side.Trade, StringComparer.Ordinal);
        var purchases = input.Purchases.ToLookup(purchase => purchase.SellerId, StringComparer.Ordinal);
        SettlementLine[] lines =
        [
            .. input.Energies.OrderBy(energy => energy.CustomerId, StringComparer.Ordinal)
                .Select(energy => Line(energy, trades[energy.CustomerId], purchases[energy.CustomerId], input.Tariff)),
        ];
        var supplier = new SupplierLine(
            input.Purchases.Aggregate(WattHours.Zero, (sum, purchase) => sum + purchase.Quantity),
            lines.Aggregate(WattHours.Zero, (sum, line) => sum + line.Deviation),
            -input.Purchases.Aggregate(Money.Zero, (sum, purchase) => sum + purchase.Amount),
            -lines.Aggregate(Money.Zero, (sum, line) => sum + line.DeviationAmount),
            -lines.Aggregate(Money.Zero, (sum, line) => sum + line.Fee));
        return new(input.Timeslot, input.Version, now, input.Tariff, lines, supplier);
    }

    static IEnumerable<string> Problems(SettlementInput input, DateTimeOffset now)
    {
        if (now < input.Timeslot.End)
        {
            yield return $"Timeslot {input.Timeslot} is delivered until {input.Timeslot.Next}: it can be settled after.";
        }

        if (input.Version < 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Settlement versions are counted from 1; {input.Version} is none.");
        }

        if (input.Tariff.Problem() is { } problem)
        {
            yield return problem;
        }

        var measured = new HashSet<string>(StringComparer.Ordinal);
        foreach (var energy in input.Energies)
        {
            if (!measured.Add(energy.CustomerId))
            {
                yield return $"The energy of customer {energy.CustomerId} is given twice: sum the customer's meters first.";
            }

            if (energy.FedIn < WattHours.Zero || energy.Drawn < WattHours.Zero || energy.FedIn > MarketLimits.Energy || energy.Drawn > MarketLimits.Energy)
            {
                yield return $"Customer {energy.CustomerId} cannot have fed in {energy.FedIn} and drawn {energy.Drawn} in a timeslot: check its meters' values.";
            }
        }

        var traders = input.Result.Trades.SelectMany(trade => new[] { trade.SellerId, trade.BuyerId })
            .Concat(input.Purchases.Select(purchase => purchase.SellerId));
        foreach (var missing in traders.Where(trader => !measured.Contains(trader)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            yield return $"Customer {missing} traded in timeslot {input.Timeslot} but its slot energy is missing: settle when its meters' values are in.";
        }
    }
}
