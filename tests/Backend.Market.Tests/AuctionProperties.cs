using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Tests;

public sealed class AuctionProperties
{
    [Fact]
    public void Energy_is_conserved_and_no_offer_is_sold_twice() => Holds((book, result) =>
        book.State.OffersInOrder.Where(offer => !offer.Withdrawn).All(offer =>
            result.Trades.Where(t => t.OfferId == offer.Offer.OfferId).Sum(t => t.Quantity.Value)
            + result.Unsold.Where(u => u.OfferId == offer.Offer.OfferId).Sum(u => u.Quantity.Value) == offer.Offer.Quantity.Value)
        && result.Trades.All(t => t.Quantity > WattHours.Zero) && result.Unsold.All(u => u.Quantity > WattHours.Zero));

    [Fact]
    public void Nobody_is_over_its_cap() => Holds((book, result) =>
        result.Trades.GroupBy(t => t.BuyerId, StringComparer.Ordinal).All(buyer => buyer.Sum(t => t.Quantity.Value) <= RandomBook.Cap)
        && book.State.OffersInOrder.Where(o => !o.Withdrawn).GroupBy(o => o.Offer.UnitNumber, StringComparer.Ordinal)
            .All(unit => unit.Sum(o => o.Offer.Quantity.Value) <= RandomBook.Cap));

    [Fact]
    public void No_price_is_below_the_start_price_and_every_buyer_pays_its_bid() => Holds((book, result) => result.Trades.All(t =>
        t.Price >= book.State.Offers[t.OfferId].Offer.StartPrice
        && t.Price == book.State.Offers[t.OfferId].Bids.Single(b => b.BidId == t.BidId).Price
        && !string.Equals(t.SellerId, t.BuyerId, StringComparison.Ordinal)));

    [Fact]
    public void The_highest_bids_win() => Holds((book, result) =>
    {
        var sold = result.Trades.ToDictionary(t => t.BidId, t => t.Quantity);
        return book.State.Offers.Values.All(offer => offer.Bids.All(better => offer.Bids.All(worse =>
            !Before(better, worse) || sold.GetValueOrDefault(better.BidId) == better.Quantity || !sold.ContainsKey(worse.BidId))));
    });

    [Fact]
    public void The_result_is_that_of_the_naive_model() => Holds((book, result) => result.Trades.SequenceEqual(Naive(book)));

    [Fact]
    public void The_live_book_shows_what_the_result_will_be() => Holds((book, result) =>
        book.State.OffersInOrder.SelectMany(o => o.Winners.Select(w => (w.Bid.BidId, w.Energy)))
            .SequenceEqual(result.Trades.Select(t => (t.BidId, t.Quantity))));

    [Fact]
    public void What_bidders_hold_is_the_sum_of_the_winners() => Holds((book, result) => book.State.HeldByBidder.All(held =>
        held.Value.Value == result.Trades.Where(t => string.Equals(t.BuyerId, held.Key, StringComparison.Ordinal)).Sum(t => t.Quantity.Value)));

    [Fact]
    public void Every_accepted_bid_won_something_on_arrival() =>
        Holds((book, _) => book.Events.OfType<BidPlaced>().All(bid => bid.HoldsOnArrival > WattHours.Zero));

    [Fact]
    public void The_order_in_which_offers_and_bids_are_given_does_not_change_the_result() => Holds((book, result) =>
    {
        var open = book.State.Offers.Values.Where(o => !o.Withdrawn).ToList();
        var random = new Random(open.Count);
        Offer[] offers = [.. open.Select(o => o.Offer)];
        Bid[] bids = [.. open.SelectMany(o => o.Bids)];
        random.Shuffle(offers);
        random.Shuffle(bids);
        return AuctionResult.Compute(offers, bids).Equals(result);
    });

    [Fact]
    public void The_same_events_fold_to_the_same_state() => Holds((book, result) =>
    {
        var again = AuctionState.Fold(Book.Timeslot, book.Events);
        return Text(again).SequenceEqual(Text(book.State), StringComparer.Ordinal) && result.Equals(again.Result) && again.ComputeResult().Equals(result);
    });

    [Fact]
    public void The_same_commands_decide_the_same_events() =>
        Prop.ForAll(RandomBook.Moves, moves => RandomBook.Play(moves).Events.SequenceEqual(RandomBook.Play(moves).Events)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_random_books_are_not_trivial()
    {
        var played = Gen.Sample(RandomBook.Moves.Generator, 200, 100).Select(RandomBook.Play).ToList();
        Assert.Contains(played, book => book.State.Offers.Values.Any(o => o.Bids.Count > o.Winners.Length && o.Winners.Length > 1));
        Assert.Contains(played, book => book.State.Offers.Values.Any(o => o.Withdrawn));
        Assert.Contains(played, book => book.State.Offers.Values.Any(o => !o.Offer.Divisible && o.Bids.Count > 1));
    }

    static void Holds(Func<Book, AuctionResult, bool> property) => Prop.ForAll(RandomBook.Moves, moves =>
    {
        var book = RandomBook.Play(moves);
        return property(book, book.Close());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    static bool Before(Bid a, Bid b) => a.Price > b.Price || (a.Price == b.Price && a.Sequence < b.Sequence);

    /// <summary>Sells Wh by Wh: each goes to the best bid that is not yet full.</summary>
    static IEnumerable<Trade> Naive(Book book)
    {
        foreach (var offer in book.State.OffersInOrder.Where(o => !o.Withdrawn))
        {
            var got = offer.Bids.ToDictionary(b => b.BidId, _ => 0L);
            for (var wh = 0L; wh < offer.Offer.Quantity.Value; wh++)
            {
                var best = offer.Bids.Where(b => got[b.BidId] < b.Quantity.Value).Aggregate((Bid?)null, (x, y) => x is null || Before(y, x) ? y : x);
                if (best is not null)
                {
                    got[best.BidId]++;
                }
            }

            foreach (var bid in offer.Bids.Where(b => got[b.BidId] > 0).OrderBy(b => offer.Bids.Count(other => Before(other, b))))
            {
                yield return new(offer.Offer.OfferId, bid.BidId, offer.Offer.CustomerId, bid.CustomerId, new(got[bid.BidId]), bid.Price);
            }
        }
    }

    static IEnumerable<string> Text(AuctionState state) =>
    [
        .. state.OffersInOrder.Select(o => $"{o.Offer} {string.Join(';', o.Bids)} {string.Join(';', o.Winners)} {o.Withdrawn} {o.Purchased}"),
        .. state.HeldByBidder.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key} {h.Value}"),
        .. state.OfferedByUnit.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key} {h.Value}"),
        $"{state.Sequence}",
    ];
}
