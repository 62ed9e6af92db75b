namespace LocalEnergyMarket.Backend.Market.Tests;

/// <summary>
/// Mistakes seen in public market software that are about the book; those about money and measurements are in <see cref="SettlementTests"/>,
/// a sold rest sold again in <see cref="PurchasingTests"/>, self-bids in <see cref="BiddingTests"/>.
/// </summary>
public sealed class MistakesOfOthersTests
{
    readonly Book _book = new();

    [Fact]
    public void The_dearest_offer_is_not_served_first()
    {
        // Every offer is an auction of its own: what one offer asks does not decide what another is sold for.
        Guid dear = _book.Offer(100, startPrice: 20_000), cheap = _book.Offer(100, startPrice: 5_000);
        _book.Bid(cheap, "A", 100, 6_000);
        var result = _book.Close();
        Assert.Equal(cheap, Assert.Single(result.Trades).OfferId);
        Assert.Equal(dear, Assert.Single(result.Unsold).OfferId);
    }

    [Fact]
    public void Equal_bids_are_never_drawn_by_lot()
    {
        var results = Enumerable.Range(0, 20).Select(_ =>
        {
            var book = new Book();
            var offer = book.Offer(100);
            foreach (var buyer in new[] { "Z", "M", "A" })
            {
                book.Do(Book.MakeBid(offer, buyer, 60, 6_000));
            }

            return string.Join(' ', Book.Shape(book.Close()));
        });
        Assert.Equal("(Z, 60, 6000) (M, 40, 6000)", Assert.Single(results.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void One_millicent_and_one_watt_hour_are_not_lost_in_a_tolerance()
    {
        var offer = _book.Offer(1_000_000);
        _book.Bid(offer, "A", 999_999, 6_000);
        _book.Bid(offer, "B", 1, 5_999);
        _book.Bid(offer, "C", 1, 6_000);
        Assert.Equal([("A", 999_999, 6_000), ("C", 1, 6_000)], Book.Shape(_book.Close()));
    }

    [Fact]
    public void Twenty_thousand_orders_are_matched_without_comparing_each_with_each()
    {
        // Quadratic matchers take minutes for this; here it is 20,000 arrivals in one book, each decided against its own offer only.
        var offers = Enumerable.Range(0, 10_000).Select(i => _book.Offer(100, startPrice: i % 97, unit: $"SEE{i}")).ToList();
        for (var i = 0; i < 10_000; i++)
        {
            _book.Bid(offers[i * 7 % 10_000], $"C{i % 500}", 50, 10_000 + (i % 31));
        }

        var result = _book.Close();
        Assert.Equal((10_000, 10_000), (result.Trades.Count, result.Unsold.Count));
    }

    [Fact]
    public void Ten_thousand_bids_on_one_offer_leave_the_best()
    {
        var offer = _book.Offer(1_000);
        for (var i = 0; i < 10_000; i++)
        {
            _book.Bid(offer, $"C{i}", 1, 5_000 + i);
        }

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)(14_999 - i)), _book.Close().Trades.Select(t => t.Price.Value));
    }
}
