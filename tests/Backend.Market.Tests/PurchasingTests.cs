using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Tests;

public sealed class PurchasingTests
{
    readonly Book _book = new();

    [Fact]
    public void The_supplier_buys_the_rest_at_the_start_price()
    {
        var offer = _book.Offer(1_000, startPrice: 5_000);
        _book.Bid(offer, "A", 400, 9_000);
        _book.Close();
        var request = new PurchaseUnsold(Guid.NewGuid(), offer, WattHours.Zero);
        var answer = _book.Take<PurchaseAnswer>(request);
        Assert.Equal((new WattHours(600), new Money(3_000_000)), (answer.Quantity, answer.Amount));
        Assert.Equal(answer, _book.Take<PurchaseAnswer>(request));
        _book.Refuse<NothingUnsold>(new PurchaseUnsold(Guid.NewGuid(), offer, WattHours.Zero));
    }

    [Fact]
    public void A_residual_is_never_sold_again()
    {
        var offer = _book.Offer(1_000);
        _book.Bid(offer, "A", 400, 9_000);
        _book.Close();
        _book.Take<PurchaseAnswer>(new PurchaseUnsold(Guid.NewGuid(), offer, new(250)));
        Assert.Equal(350, _book.Refuse<MoreThanThereIs>(new PurchaseUnsold(Guid.NewGuid(), offer, new(351))).There.Value);
        _book.Take<PurchaseAnswer>(new PurchaseUnsold(Guid.NewGuid(), offer, new(350)));
        _book.Refuse<NothingUnsold>(new PurchaseUnsold(Guid.NewGuid(), offer, new(1)));
    }

    [Fact]
    public void An_indivisible_offer_is_bought_whole()
    {
        var offer = _book.Offer(1_000, divisible: false);
        _book.Close();
        _book.Refuse<WholeOnly>(new PurchaseUnsold(Guid.NewGuid(), offer, new(999)));
        _book.Take<PurchaseAnswer>(new PurchaseUnsold(Guid.NewGuid(), offer, new(1_000)));
    }

    [Fact]
    public void Nothing_is_bought_before_the_gate_is_closed_nor_from_fifteen_minutes_before_on()
    {
        var offer = _book.Offer(1_000);
        var purchase = new PurchaseUnsold(Guid.NewGuid(), offer, new(1));
        _book.Now = Book.Closed;
        _book.Refuse<GateNotClosed>(purchase);
        _book.Close();
        _book.Now = Book.Timeslot.Start.AddMinutes(-15).AddTicks(-1);
        _book.Take<PurchaseAnswer>(purchase);
        _book.Now = Book.Timeslot.Start.AddMinutes(-15);
        Assert.Contains("2026-06-21T11:45Z", _book.Refuse<SecondaryIsClosed>(purchase with { RequestId = Guid.NewGuid() }).Message, StringComparison.Ordinal);
        _book.Take<PurchaseAnswer>(purchase);
    }

    [Fact]
    public void A_withdrawn_offer_is_not_for_sale()
    {
        var offer = _book.Offer(1_000);
        _book.Take<WithdrawnAnswer>(new WithdrawOffer("S", offer));
        _book.Close();
        _book.Refuse<NothingUnsold>(new PurchaseUnsold(Guid.NewGuid(), offer, WattHours.Zero));
    }
}
