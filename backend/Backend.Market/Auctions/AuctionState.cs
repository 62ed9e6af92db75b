using System.Collections.Immutable;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>The auction book of one market (balancing group) and one timeslot, folded from its events.</summary>
public sealed record AuctionState
{
    public AuctionState(Timeslot timeslot) => Timeslot = timeslot;

    public Timeslot Timeslot { get; }

    /// <summary>How many offers and bids arrived.</summary>
    public long Sequence { get; init; }

    public ImmutableDictionary<Guid, OfferBook> Offers { get; init; } = ImmutableDictionary<Guid, OfferBook>.Empty;

    /// <summary>What each request placed, by request id.</summary>
    public ImmutableDictionary<Guid, AuctionEvent> Requests { get; init; } = ImmutableDictionary<Guid, AuctionEvent>.Empty;

    /// <summary>What each unit offers, without what was withdrawn.</summary>
    public ImmutableDictionary<string, WattHours> OfferedByUnit { get; init; } = ImmutableDictionary.Create<string, WattHours>(StringComparer.Ordinal);

    /// <summary>What each bidder holds over all offers.</summary>
    public ImmutableDictionary<string, WattHours> HeldByBidder { get; init; } = ImmutableDictionary.Create<string, WattHours>(StringComparer.Ordinal);

    /// <summary>The supplier's purchases in their order.</summary>
    public ImmutableList<UnsoldPurchased> Purchases { get; init; } = [];

    /// <summary>Null until the gate is closed.</summary>
    public AuctionResult? Result { get; init; }

    /// <summary>Offers in the order of arrival.</summary>
    public IEnumerable<OfferBook> OffersInOrder => Offers.Values.OrderBy(book => book.Offer.Sequence);

    public static AuctionState Fold(Timeslot timeslot, IEnumerable<AuctionEvent> events) => events.Aggregate(new AuctionState(timeslot), (state, e) => state.Evolve(e));

    /// <summary>The state after an event that <see cref="AuctionDecider"/> decided for this state.</summary>
    public AuctionState Evolve(AuctionEvent e) => e switch
    {
        OfferPlaced placed => Placed(placed),
        BidPlaced placed => Placed(placed),
        OfferWithdrawn withdrawn => Withdrawn(Offers[withdrawn.OfferId]),
        GateClosed closed => this with { Result = closed.Result },
        UnsoldPurchased purchased => Purchased(purchased, Offers[purchased.OfferId]),
        _ => throw new ArgumentException($"{e.GetType().Name} is no event of an auction book.", nameof(e)),
    };

    public AuctionResult ComputeResult()
    {
        var open = Offers.Values.Where(book => !book.Withdrawn).ToList();
        return AuctionResult.Compute(open.Select(book => book.Offer), open.SelectMany(book => book.Bids));
    }

    AuctionState Placed(OfferPlaced e)
    {
        var offer = new Offer(e.OfferId, Sequence + 1, e.CustomerId, e.UnitNumber, e.Quantity, e.StartPrice, e.Divisible, e.PlacedAt);
        return this with
        {
            Sequence = offer.Sequence,
            Offers = Offers.Add(e.OfferId, new OfferBook(offer)),
            Requests = Requests.Add(e.OfferId, e),
            OfferedByUnit = Add(OfferedByUnit, e.UnitNumber, e.Quantity),
        };
    }

    AuctionState Placed(BidPlaced e)
    {
        var book = Offers[e.OfferId];
        var bid = new Bid(e.BidId, Sequence + 1, e.OfferId, e.CustomerId, e.Quantity, e.Price, e.PlacedAt);
        var winners = book.WinnersWith(bid);
        return this with
        {
            Sequence = bid.Sequence,
            Offers = Offers.SetItem(e.OfferId, book with { Bids = book.Bids.Add(bid), Winners = winners }),
            Requests = Requests.Add(e.BidId, e),
            HeldByBidder = book.ChangesTo(winners).Aggregate(HeldByBidder, (sum, bidder) => Add(sum, bidder.CustomerId, bidder.Change)),
        };
    }

    AuctionState Withdrawn(OfferBook book) => this with
    {
        Offers = Offers.SetItem(book.Offer.OfferId, book with { Withdrawn = true }),
        OfferedByUnit = Add(OfferedByUnit, book.Offer.UnitNumber, -book.Offer.Quantity),
    };

    AuctionState Purchased(UnsoldPurchased e, OfferBook book) => this with
    {
        Offers = Offers.SetItem(e.OfferId, book with { Purchased = book.Purchased + e.Quantity }),
        Requests = Requests.Add(e.PurchaseId, e),
        Purchases = Purchases.Add(e),
    };

    static ImmutableDictionary<string, WattHours> Add(ImmutableDictionary<string, WattHours> sums, string key, WattHours energy) =>
        sums.SetItem(key, sums.GetValueOrDefault(key) + energy);
}
