using LocalEnergyMarket.Backend.Market.Auctions;

namespace LocalEnergyMarket.Backend.Market.Tests;

public sealed class BiddingTests
{
    readonly Book _book = new();

    [Fact]
    public void A_divisible_offer_goes_to_the_highest_bids_until_it_is_used_up()
    {
        var offer = _book.Offer(1_000);
        Assert.Equal(400, _book.Bid(offer, "A", 400, 6_000).Holds.Value);
        Assert.Equal(500, _book.Bid(offer, "B", 500, 7_000).Holds.Value);
        Assert.Equal(300, _book.Bid(offer, "C", 300, 6_500).Holds.Value);
        Assert.Equal([("B", 500, 7_000), ("C", 300, 6_500), ("A", 200, 6_000)], Book.Shape(_book.Close()));
    }

    [Fact]
    public void A_whole_offer_goes_to_the_single_highest_bidder()
    {
        var offer = _book.Offer(1_000, divisible: false);
        _book.Bid(offer, "A", 1_000, 5_000);
        _book.Bid(offer, "B", 1_000, 5_001);
        Assert.Equal([("B", 1_000, 5_001)], Book.Shape(_book.Close()));
    }

    [Fact]
    public void A_whole_offer_takes_no_bid_for_a_part()
    {
        var offer = _book.Offer(1_000, divisible: false);
        Assert.Contains("1000 Wh", _book.Refuse<WholeOnly>(Book.MakeBid(offer, "A", 999, 9_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bid_below_the_start_price_is_told_the_start_price()
    {
        var offer = _book.Offer(1_000, startPrice: 5_000);
        Assert.Equal(
            "The price 4.999 ct/kWh is below the offer's start price. Bid at least 5.000 ct/kWh.",
            _book.Refuse<PriceTooLow>(Book.MakeBid(offer, "A", 100, 4_999)).Message);
        _book.Bid(offer, "A", 100, 5_000);
    }

    [Fact]
    public void A_bid_that_would_win_nothing_is_told_the_price_to_beat()
    {
        var offer = _book.Offer(1_000);
        _book.Bid(offer, "A", 600, 8_000);
        _book.Bid(offer, "B", 400, 7_000);
        var refusal = _book.Refuse<PriceTooLow>(Book.MakeBid(offer, "C", 100, 7_000));
        Assert.Equal(7_001, refusal.PriceToBeat.Value);
        Assert.Contains("Bid at least 7.001 ct/kWh", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, _book.Bid(offer, "C", 100, 7_001).Holds.Value);
    }

    [Fact]
    public void While_a_part_is_free_the_start_price_is_enough_and_the_marginal_bid_is_filled_in_part()
    {
        var offer = _book.Offer(1_000, startPrice: 5_000);
        _book.Bid(offer, "A", 900, 9_000);
        Assert.Equal(100, _book.Bid(offer, "B", 500, 5_000).Holds.Value);
        Assert.Equal(5_001, _book.State.Offers[offer].PriceToBeat.Value);
    }

    [Fact]
    public void At_equal_prices_the_earlier_bid_comes_first()
    {
        var offer = _book.Offer(1_000);
        _book.Bid(offer, "A", 700, 6_000);
        Assert.Equal(300, _book.Bid(offer, "B", 700, 6_000).Holds.Value);
        Assert.Equal([("A", 700, 6_000), ("B", 300, 6_000)], Book.Shape(_book.Close()));
    }

    [Fact]
    public void A_bid_over_the_forecast_is_told_the_cap_and_its_source()
    {
        var offer = _book.Offer(1_000);
        var message = _book.Refuse<BidOverCap>(Book.MakeBid(offer, "A", 501, 6_000, cap: 500)).Message;
        Assert.Contains("500 Wh (consumption forecast of SVE900000000001, as of 2026-06-21T06:00Z)", message, StringComparison.Ordinal);
        Assert.Contains("by at least 1 Wh", message, StringComparison.Ordinal);
        _book.Bid(offer, "A", 500, 6_000, cap: 500);
    }

    [Fact]
    public void The_cap_counts_what_is_held_over_all_offers()
    {
        Guid first = _book.Offer(1_000), second = _book.Offer(1_000);
        _book.Bid(first, "A", 300, 6_000, cap: 500);
        Assert.Equal(501, _book.Refuse<BidOverCap>(Book.MakeBid(second, "A", 201, 6_000, cap: 500)).WouldHold.Value);
        _book.Bid(second, "A", 200, 6_000, cap: 500);
    }

    [Fact]
    public void What_a_bidder_lost_it_may_bid_for_again()
    {
        Guid first = _book.Offer(500), second = _book.Offer(500);
        _book.Bid(first, "A", 500, 6_000, cap: 500);
        _book.Bid(first, "B", 500, 6_500);
        _book.Bid(second, "A", 500, 6_000, cap: 500);
        Assert.Equal([("B", 500, 6_500), ("A", 500, 6_000)], Book.Shape(_book.Close()));
    }

    [Fact]
    public void A_bidder_may_raise_its_own_bid_within_the_cap()
    {
        var offer = _book.Offer(500);
        _book.Bid(offer, "A", 500, 6_000, cap: 500);
        _book.Bid(offer, "A", 500, 6_500, cap: 500);
        Assert.Equal([("A", 500, 6_500)], Book.Shape(_book.Close()));
    }

    [Fact]
    public void Nobody_bids_on_an_own_offer_and_the_others_go_on()
    {
        var offer = _book.Offer(500, seller: "S");
        _book.Refuse<OwnOffer>(Book.MakeBid(offer, "S", 500, 9_000));
        _book.Bid(offer, "A", 500, 5_000);
        Assert.Single(_book.Close().Trades);
    }

    [Fact]
    public void More_than_the_offer_cannot_be_bid_for()
    {
        var offer = _book.Offer(500);
        Assert.Contains("at most 500 Wh", _book.Refuse<MoreThanThereIs>(Book.MakeBid(offer, "A", 501, 9_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_offer_that_is_not_there_cannot_be_bid_on() => _book.Refuse<OfferUnknown>(Book.MakeBid(Guid.NewGuid(), "A", 1, 9_000));

    [Theory]
    [InlineData(0, 5_000)]
    [InlineData(-1, 5_000)]
    [InlineData(long.MaxValue, 5_000)]
    public void An_impossible_quantity_is_refused_before_any_arithmetic(long quantity, long price) =>
        _book.Refuse<QuantityOutOfRange>(Book.MakeBid(_book.Offer(500), "A", quantity, price));

    [Theory]
    [InlineData(1_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void An_impossible_price_is_refused_before_any_arithmetic(long price) =>
        _book.Refuse<PriceOutOfRange>(Book.MakeBid(_book.Offer(500), "A", 100, price));

    [Fact]
    public void A_start_price_may_be_negative()
    {
        var offer = _book.Offer(500, startPrice: -2_000);
        _book.Bid(offer, "A", 500, -2_000);
        Assert.Equal(-1_000_000, Assert.Single(_book.Close().Trades).Amount.Value);
    }
}
