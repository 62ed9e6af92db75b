using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Tests;

public sealed class SettlementTests
{
    /// <summary>Surplus 6 ct, deficit 30 ct, fee 1 ct a kWh.</summary>
    static readonly Tariff Tariff = new(new(6_000), new(30_000), new(1_000));

    [Fact]
    public void A_trade_that_both_keep_is_paid_and_nothing_else()
    {
        var statement = Settle([Sale("S", "B", 500, 10_000)], [], Measured("S", fedIn: 500), Measured("B", drawn: 500));
        Assert.Equal(new Money(5_000_000), statement.Lines.Single(l => l.CustomerId == "S").Total);
        Assert.Equal(new Money(-5_000_000), statement.Lines.Single(l => l.CustomerId == "B").Total);
        Assert.Equal(Money.Zero, statement.Supplier.Total);
    }

    [Fact]
    public void A_seller_that_fed_in_less_pays_the_deficit_and_the_fee()
    {
        var line = Line("S", [Sale("S", "B", 500, 10_000)], Measured("S", fedIn: 300), Measured("B", drawn: 500));
        Assert.Equal((new WattHours(-200), new Money(5_000_000), new Money(-6_000_000), new Money(-200_000)), (line.Deviation, line.Trades, line.DeviationAmount, line.Fee));
        Assert.Equal(new Money(-1_200_000), line.Total);
    }

    [Fact]
    public void A_consumer_who_uses_less_pays_itself_and_never_the_seller()
    {
        Trade[] trades = [Sale("S", "B", 500, 10_000)];
        var buyer = Line("B", trades, Measured("S", fedIn: 500), Measured("B", drawn: 100));
        Assert.Equal((new WattHours(400), new Money(2_400_000), new Money(-400_000)), (buyer.Deviation, buyer.DeviationAmount, buyer.Fee));
        var seller = Line("S", trades, Measured("S", fedIn: 500), Measured("B", drawn: 100));
        Assert.Equal((WattHours.Zero, Money.Zero, Money.Zero), (seller.Deviation, seller.DeviationAmount, seller.Fee));
    }

    [Fact]
    public void A_customer_with_several_trades_is_charged_its_deviation_once()
    {
        Trade[] trades = [Sale("S", "A", 100, 10_000), Sale("S", "B", 200, 10_000), Sale("S", "C", 300, 10_000)];
        var line = Line("S", trades, Measured("S", fedIn: 500), Measured("A", drawn: 100), Measured("B", drawn: 200), Measured("C", drawn: 300));
        Assert.Equal((new WattHours(600), new WattHours(-100), new Money(-3_000_000), new Money(-100_000)), (line.Sold, line.Deviation, line.DeviationAmount, line.Fee));
    }

    [Fact]
    public void A_consumer_who_covered_part_of_its_demand_pays_ordinary_supply_for_the_rest_and_no_fee()
    {
        var line = Line("B", [Sale("S", "B", 300, 10_000)], Measured("S", fedIn: 300), Measured("B", drawn: 1_000));
        Assert.Equal((new WattHours(-700), new Money(-21_000_000), Money.Zero), (line.Deviation, line.DeviationAmount, line.Fee));
    }

    [Fact]
    public void Covering_a_part_in_the_market_never_costs_more_than_covering_nothing_at_the_same_price()
    {
        var without = Line("B", [], Measured("B", drawn: 1_000));
        var with = Line("B", [Sale("S", "B", 300, 30_000)], Measured("S", fedIn: 300), Measured("B", drawn: 1_000));
        Assert.Equal(without.Total, with.Total);
    }

    [Fact]
    public void A_prosumer_is_settled_on_what_its_meters_show_in_both_directions()
    {
        // Sold 400 and bought 100: a net seller of 300; fed in 500 and drew 250, net 250: 50 are missing.
        Trade[] trades = [Sale("P", "B", 400, 10_000), Sale("S", "P", 100, 8_000)];
        var line = Line("P", trades, Measured("P", 500, 250), Measured("B", drawn: 400), Measured("S", fedIn: 100));
        Assert.Equal((new WattHours(-50), new Money(3_200_000), new Money(-1_500_000), new Money(-50_000)), (line.Deviation, line.Trades, line.DeviationAmount, line.Fee));
    }

    [Fact]
    public void A_seller_that_drew_instead_pays_the_fee_on_what_it_sold_only()
    {
        var line = Line("S", [Sale("S", "B", 500, 10_000)], Measured("S", drawn: 200), Measured("B", drawn: 500));
        Assert.Equal((new WattHours(-700), new Money(-500_000)), (line.Deviation, line.Fee));
    }

    [Fact]
    public void The_supplier_pays_its_purchases_and_takes_the_deviations()
    {
        var statement = Settle([Sale("S", "B", 500, 10_000)], [Purchase("S", 200, 5_000)], Measured("S", fedIn: 800), Measured("B", drawn: 600));
        Assert.Equal(
            new SupplierLine(new(200), WattHours.Zero, new(-1_000_000), new(-600_000 + 3_000_000), Money.Zero), statement.Supplier);
        Assert.Equal(new WattHours(700), statement.Lines.Single(l => l.CustomerId == "S").Sold);
    }

    [Fact]
    public void Offers_that_did_not_clear_leave_no_trace_in_the_balance()
    {
        var input = Input([], [], Measured("S", fedIn: 500));
        var unsold = input with { Result = new([], [new Unsold(Guid.NewGuid(), "S", new(500), new(5_000))]) };
        var line = Assert.Single(Statement(unsold).Lines);
        Assert.Equal((WattHours.Zero, new WattHours(500), new Money(3_000_000), Money.Zero), (line.Sold, line.Deviation, line.DeviationAmount, line.Fee));
    }

    [Fact]
    public void A_timeslot_is_not_settled_before_it_is_delivered()
    {
        var input = Input([], [], Measured("S", fedIn: 500));
        Assert.Contains("can be settled after", Reason(input, Book.Timeslot.End.AddTicks(-1)), StringComparison.Ordinal);
        Assert.IsType<Settled>(SettlementRun.Settle(input, Book.Timeslot.End));
    }

    [Fact]
    public void A_trader_without_slot_energy_holds_the_settlement_back()
    {
        var reason = Reason(Input([Sale("S", "B", 500, 10_000)], [], Measured("S", fedIn: 500)), Book.Timeslot.End);
        Assert.Contains("Customer B traded", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30_001, 30_000, 0, "deviating would earn money")]
    [InlineData(6_000, 30_000, -1, "processing fee")]
    [InlineData(6_000, 1_000_001, 0, "must lie between")]
    public void A_tariff_that_makes_no_sense_is_refused(long surplus, long deficit, long fee, string reason) =>
        Assert.Contains(reason, Reason(Input([], []) with { Tariff = new(new(surplus), new(deficit), new(fee)) }, Book.Timeslot.End), StringComparison.Ordinal);

    [Fact]
    public void Energy_given_twice_or_impossible_is_refused()
    {
        Assert.Contains("given twice", Reason(Input([], [], Measured("S", fedIn: 1), Measured("S", fedIn: 2)), Book.Timeslot.End), StringComparison.Ordinal);
        Assert.Contains("check its meters", Reason(Input([], [], Measured("S", fedIn: -1)), Book.Timeslot.End), StringComparison.Ordinal);
        Assert.Contains("check its meters", Reason(Input([], [], Measured("S", drawn: long.MaxValue)), Book.Timeslot.End), StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_value_makes_a_version_of_its_own_and_the_first_stays()
    {
        var input = Input([Sale("S", "B", 500, 10_000)], [], Measured("S", fedIn: 400), Measured("B", drawn: 500));
        var first = Statement(input);
        var second = Statement(input with { Version = 2, Energies = [Measured("S", fedIn: 500), Measured("B", drawn: 500)] });
        Assert.Equal((1, new WattHours(-100)), (first.Version, first.Lines.Single(l => l.CustomerId == "S").Deviation));
        Assert.Equal((2, WattHours.Zero), (second.Version, second.Lines.Single(l => l.CustomerId == "S").Deviation));
    }

    [Fact]
    public void Lines_stand_in_the_ordinal_order_of_the_customers() =>
        Assert.Equal(["A-2", "B-1", "a-1"], Settle([], [], Measured("a-1"), Measured("B-1"), Measured("A-2")).Lines.Select(l => l.CustomerId), StringComparer.Ordinal);

    static Trade Sale(string seller, string buyer, long quantity, long price) => new(Guid.NewGuid(), Guid.NewGuid(), seller, buyer, new(quantity), new(price));

    static UnsoldPurchased Purchase(string seller, long quantity, long price) =>
        new(Guid.NewGuid(), Guid.NewGuid(), seller, new(quantity), new(price), false, Book.Closed);

    static CustomerEnergy Measured(string customer, long fedIn = 0, long drawn = 0) => new(customer, new(fedIn), new(drawn), 1);

    static SettlementInput Input(Trade[] trades, UnsoldPurchased[] purchases, params CustomerEnergy[] energies) =>
        new(Book.Timeslot, 1, new AuctionResult(trades, []), purchases, energies, Tariff);

    static SettlementStatement Statement(SettlementInput input) => Assert.IsType<Settled>(SettlementRun.Settle(input, Book.Timeslot.End)).Statement;

    static SettlementStatement Settle(Trade[] trades, UnsoldPurchased[] purchases, params CustomerEnergy[] energies) => Statement(Input(trades, purchases, energies));

    static SettlementLine Line(string customer, Trade[] trades, params CustomerEnergy[] energies) =>
        Settle(trades, [], energies).Lines.Single(l => string.Equals(l.CustomerId, customer, StringComparison.Ordinal));

    static string Reason(SettlementInput input, DateTimeOffset now) =>
        Assert.Single(Assert.IsType<NotSettled>(SettlementRun.Settle(input, now)).Reasons);
}
