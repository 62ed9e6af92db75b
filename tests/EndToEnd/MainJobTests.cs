using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>The numbers of the main job against the plant's truth and plain arithmetic, without any code of the market.</summary>
[Collection<OneMainJob>]
public sealed class MainJobTests(MainJobFixture fixture)
{
    JobFacts Facts => fixture.Facts;

    MarketSystem Market => fixture.System;

    [Fact]
    public void Each_meter_counted_what_really_flowed_to_the_watt_hour()
    {
        foreach (var (unit, meter) in Meters)
        {
            var energy = Facts.Energies.Single(e => e.UnitNumber == unit);
            var (drawn, fedIn) = Market.Plant.In(meter, Facts.Timeslot);
            Assert.Equal((unit, drawn, fedIn), (unit, energy.ImportWh, energy.ExportWh));
            var (start, end) = (Market.Plant.At(meter, Facts.Timeslot.Start), Market.Plant.At(meter, Facts.Timeslot.End));
            Assert.Equal(energy.ImportWh, energy.ImportEndWh - energy.ImportStartWh);
            Assert.Equal((unit, start.ExportWh, end.ExportWh), (unit, Shown(energy.ExportStartWh, start.ExportWh), Shown(energy.ExportEndWh, end.ExportWh)));
            Assert.NotEqual(Quality.Missing, energy.Quality);
        }

        // What flowed through the grid meter is the rest of the site, to the rounding of four counters.
        Assert.True(Drawn(PlantMeter.Household) > 0 && FedIn(PlantMeter.Pv) > 0 && Drawn(PlantMeter.Battery) > 0 && FedIn(PlantMeter.Battery) > 0);
        Assert.InRange(
            FedIn(PlantMeter.Grid) - Drawn(PlantMeter.Grid) - (FedIn(PlantMeter.Pv) - Drawn(PlantMeter.Household) + FedIn(PlantMeter.Battery) - Drawn(PlantMeter.Battery)), -4, 4);
    }

    [Fact]
    public void The_highest_bids_won_and_each_pays_what_it_bid()
    {
        var plan = Facts.Plan!;
        (string Buyer, long Wh, long Price)[] expected =
        [
            ("C-0002", plan.HouseholdBid.Value, 9_500),
            ("C-0004", plan.WorkshopBid.Value, 9_000),
            ("C-0003", plan.Sold.Value - plan.HouseholdBid.Value - plan.WorkshopBid.Value, 8_200),
        ];
        Assert.Equal(expected, Facts.Result!.Trades.Select(trade => (trade.BuyerId, trade.QuantityWh, trade.PriceMctPerKwh)));
        Assert.All(Facts.Result.Trades, trade => Assert.Equal(("C-0001", trade.QuantityWh * trade.PriceMctPerKwh), (trade.SellerId, trade.AmountUct)));
        var purchase = Assert.Single(Facts.Result.Purchases);
        Assert.Equal((Facts.UnsoldOfferId, plan.Unsold.Value, 11_000, plan.Unsold.Value * 11_000), (purchase.OfferId, purchase.QuantityWh, purchase.PriceMctPerKwh, purchase.AmountUct));
    }

    [Fact]
    public void A_rejection_says_why_and_what_would_do()
    {
        var (_, really) = Market.Plant.In(PlantMeter.Pv, Facts.Timeslot);
        Assert.Contains($"{really + (really / 10) + 100} Wh", Facts.OfferRejection, StringComparison.Ordinal);
        Assert.Contains("8.201 ct/kWh", Facts.BidRejection, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_customer_is_settled_to_a_hundred_millionth_of_a_euro()
    {
        const long surplus = 7_000;
        const long deficit = 32_000;
        const long fee = 1_500;
        var result = Facts.Result!;
        foreach (var (unit, meter) in Meters)
        {
            var customer = Neighbourhood.Traders.Single(trader => trader.UnitNumber == unit).CustomerId;
            var (drawn, fedIn) = Market.Plant.In(meter, Facts.Timeslot);
            var sales = result.Trades.Where(trade => trade.SellerId == customer).Concat(result.Purchases.Where(purchase => purchase.SellerId == customer)).ToList();
            var buys = result.Trades.Where(trade => trade.BuyerId == customer).ToList();
            var (sold, bought) = (sales.Sum(trade => trade.QuantityWh), buys.Sum(trade => trade.QuantityWh));
            var deviation = fedIn - drawn - (sold - bought);
            var unfulfilled = sold > bought ? Math.Clamp(sold - bought - (fedIn - drawn), 0, sold - bought) : Math.Clamp(bought - sold - (drawn - fedIn), 0, bought - sold);
            var trades = sales.Sum(trade => trade.QuantityWh * trade.PriceMctPerKwh) - buys.Sum(trade => trade.QuantityWh * trade.PriceMctPerKwh);
            var deviationAmount = deviation * (deviation > 0 ? surplus : deficit);

            var line = Facts.Settlement!.Lines.Single(l => l.CustomerId == customer);
            Assert.Equal((customer, sold, bought, fedIn, drawn, deviation), (customer, line.SoldWh, line.BoughtWh, line.FedInWh, line.DrawnWh, line.DeviationWh));
            Assert.Equal((customer, trades, deviationAmount, -unfulfilled * fee), (customer, line.TradesUct, line.DeviationUct, line.FeeUct));
            Assert.Equal(trades + deviationAmount - (unfulfilled * fee), line.TotalUct);
        }

        Assert.Contains(Facts.Settlement!.Lines, line => line.FeeUct < 0);
    }

    [Fact]
    public void All_five_roots_are_irreversible_and_name_their_transactions()
    {
        Assert.Equal(
            [AnchorKind.Readings, AnchorKind.Book, AnchorKind.Result, AnchorKind.Secondary, AnchorKind.Settlement], Facts.Anchors.Select(anchor => anchor.Kind).Distinct().Order());
        Assert.All(Facts.Anchors, anchor => Assert.Equal((AnchorState.Irreversible, 64, true), (anchor.State, anchor.TransactionId.Length, anchor.BlockNum > 0)));
    }

    [Fact]
    public void A_box_answered_through_the_chain_in_a_transaction_of_its_own()
    {
        Assert.Equal((DataEventState.Reported, 64), (Facts.DataEvent!.State, Facts.DataEvent.ReportTransactionId.Length));
        Assert.Equal(Market.Boxes[1].BoxId, Facts.DataEvent.BoxId);
    }

    [Fact]
    public void Lem_verify_takes_the_truth_and_finds_a_changed_digit()
    {
        Assert.Equal([0, 0, 1], Facts.Verifications.Select(verification => verification.ExitStatus));
        Assert.Contains("offer", Facts.Verifications[2].Output, StringComparison.Ordinal);
    }

    static IEnumerable<(string Unit, PlantMeter Meter)> Meters => Neighbourhood.Traders.Select(trader => (trader.UnitNumber, trader.Meter));

    /// <summary>A register that the meter does not have is 0 on the wire.</summary>
    static long Shown(long wire, long truth) => wire == 0 ? truth : wire;

    long Drawn(PlantMeter meter) => Energy(meter).ImportWh;

    long FedIn(PlantMeter meter) => Energy(meter).ExportWh;

    SlotEnergy Energy(PlantMeter meter) => Facts.Energies.Single(e => e.UnitNumber == Neighbourhood.Traders.Single(trader => trader.Meter == meter).UnitNumber);
}
