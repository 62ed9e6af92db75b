using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Settlement;

/// <summary>What the meters of all units of one customer counted in a timeslot.</summary>
/// <param name="Quality">lem.v1.Quality as its number, the worst of the meters.</param>
public sealed record CustomerEnergy(string CustomerId, WattHours FedIn, WattHours Drawn, int Quality);

/// <summary>One customer in one timeslot, once, however many trades. Money positive is credited to the customer.</summary>
/// <param name="Sold">To customers and to the supplier.</param>
/// <param name="Trades">For everything sold and bought.</param>
/// <param name="DeviationAmount">For the deviation at the supplier's price.</param>
/// <param name="Fee">The processing fee, never positive.</param>
public sealed record SettlementLine(
    string CustomerId, WattHours Sold, WattHours Bought, WattHours FedIn, WattHours Drawn, Money Trades, Money DeviationAmount, Money Fee, int Quality)
{
    /// <summary>(fed in − drawn) − (sold − bought): positive is a surplus over what was traded, negative a deficit.</summary>
    public WattHours Deviation => FedIn - Drawn - (Sold - Bought);

    public Money Total => Trades + DeviationAmount + Fee;
}

/// <summary>The supplier's side of the same timeslot: with the lines it sums to zero. Money positive is credited to the supplier.</summary>
/// <param name="Purchased">Bought in the secondary market.</param>
/// <param name="Balanced">The sum of the customers' deviations, which the supplier takes (positive) or delivers.</param>
public sealed record SupplierLine(WattHours Purchased, WattHours Balanced, Money Purchases, Money Deviations, Money Fees)
{
    public Money Total => Purchases + Deviations + Fees;
}

/// <summary>One version of a timeslot's settlement; never overwritten, a later version stands beside it.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Lines">In the ordinal order of the customer ids.</param>
public sealed record SettlementStatement(
    Timeslot Timeslot, int Version, DateTimeOffset SettledAt, Tariff Tariff, IReadOnlyList<SettlementLine> Lines, SupplierLine Supplier);
