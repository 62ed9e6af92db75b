using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Tests;

public sealed class SettlementProperties
{
    [Fact]
    public void Customers_and_supplier_sum_to_zero() => Holds((input, statement) =>
        statement.Lines.Aggregate(statement.Supplier.Total, (sum, line) => sum + line.Total) == Money.Zero);

    [Fact]
    public void Every_watt_hour_is_settled_once() => Holds((input, statement) =>
        // What was fed in and drawn is either traded among customers, bought by the supplier, or balanced by the supplier.
        input.Energies.Sum(e => e.FedIn.Value - e.Drawn.Value) == statement.Supplier.Balanced.Value + statement.Supplier.Purchased.Value
        && statement.Lines.Sum(l => l.Sold.Value - l.Bought.Value) == statement.Supplier.Purchased.Value);

    [Fact]
    public void Each_customer_has_one_line() => Holds((input, statement) =>
        statement.Lines.Select(l => l.CustomerId).SequenceEqual(input.Energies.Select(e => e.CustomerId).Order(StringComparer.Ordinal), StringComparer.Ordinal));

    [Fact]
    public void The_fee_is_never_on_more_than_the_deviation_nor_on_more_than_the_trades() => Holds((input, statement) => statement.Lines.All(line =>
        line.Fee <= Money.Zero
        && line.Fee >= -(line.Deviation.Abs() * input.Tariff.ProcessingFee)
        && line.Fee >= -((line.Sold - line.Bought).Abs() * input.Tariff.ProcessingFee)));

    [Fact]
    public void A_customer_is_settled_from_its_own_meters_alone() => Holds((input, statement) =>
    {
        var others = input with { Energies = [.. input.Energies.Select((e, i) => i == 0 ? e : e with { FedIn = e.FedIn + new WattHours(7) })] };
        var customer = input.Energies[0].CustomerId;
        return Statement(others).Lines.Single(l => l.CustomerId == customer) == statement.Lines.Single(l => l.CustomerId == customer);
    });

    [Fact]
    public void The_order_of_the_input_does_not_matter() => Holds((input, statement) =>
    {
        var turned = input with
        {
            Energies = [.. input.Energies.Reverse()],
            Purchases = [.. input.Purchases.Reverse()],
            Result = input.Result with { Trades = [.. input.Result.Trades.Reverse()] },
        };
        var again = Statement(turned);
        return again.Lines.SequenceEqual(statement.Lines) && again.Supplier == statement.Supplier;
    });

    static void Holds(Func<SettlementInput, SettlementStatement, bool> property) => Prop.ForAll(
        RandomBook.Moves,
        Gen.Choose(0, 100).ArrayOf(12).ToArbitrary(),
        Gen.Choose(-50, 50).ArrayOf(3).ToArbitrary(),
        (moves, energies, prices) =>
        {
            var book = RandomBook.Play(moves);
            book.Close();
            foreach (var (unsold, i) in book.State.Result!.Unsold.Select((u, i) => (u, i)).Where(u => u.i % 2 == 0))
            {
                book.Do(new PurchaseUnsold(new Guid(10_000 + i, 0, 0, new byte[8]), unsold.OfferId, WattHours.Zero));
            }

            Array.Sort(prices);
            var input = new SettlementInput(
                Book.Timeslot,
                1,
                book.State.Result,
                book.State.Purchases,
                [.. Enumerable.Range(0, 6).Select(c => new CustomerEnergy($"C{c}", new(energies[2 * c]), new(energies[(2 * c) + 1]), 1))],
                new(new(prices[0]), new(prices[1]), new(Math.Abs(prices[2]))));
            return property(input, Statement(input));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    static SettlementStatement Statement(SettlementInput input) => ((Settled)SettlementRun.Settle(input, Book.Timeslot.End)).Statement;
}
