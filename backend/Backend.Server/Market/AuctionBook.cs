using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>The first event of every book.</summary>
public sealed record AuctionOpened(string BalancingGroup, Timeslot Timeslot);

/// <summary>The secondary market is over; its purchases are anchored.</summary>
public sealed record SecondaryClosed(DateTimeOffset ClosedAt);

/// <summary>The timeslot has been settled, or settled again.</summary>
public sealed record TimeslotSettled(int Version);

/// <summary>The book of a balancing group's timeslot as it is decided on: folded from its events when it is needed.</summary>
public sealed record AuctionBook(Guid Id, string BalancingGroup, AuctionState State)
{
    public static Guid IdOf(string balancingGroup, Timeslot timeslot) => StreamKey.For("auction", balancingGroup, timeslot.ToString());
}

/// <summary>The request ids that orders were placed under: an id belongs to one order, of whatever timeslot.</summary>
public sealed record OrderRequest(Guid Id, Guid Book);

/// <summary>What lists and jobs need of a book, kept beside its events.</summary>
public sealed record TimeslotBook(
    Guid Id,
    string BalancingGroup,
    Timeslot Timeslot,
    int Offers,
    int Bids,
    WattHours Offered,
    WattHours Sold,
    WattHours Purchased,
    bool GateClosed,
    bool SecondaryClosed,
    int SettlementVersion);

public static class AuctionProjections
{
    public static void AddAuctions(this StoreOptions options)
    {
        options.Projections.LiveStreamAggregation<AuctionBook>(fold => fold
            .Create<AuctionOpened>(e => new(e.StreamId, e.Data.BalancingGroup, new(e.Data.Timeslot)))
            .Apply<OfferPlaced>((book, e) => book with { State = book.State.Evolve(e.Data) })
            .Apply<BidPlaced>((book, e) => book with { State = book.State.Evolve(e.Data) })
            .Apply<OfferWithdrawn>((book, e) => book with { State = book.State.Evolve(e.Data) })
            .Apply<GateClosed>((book, e) => book with { State = book.State.Evolve(e.Data) })
            .Apply<UnsoldPurchased>((book, e) => book with { State = book.State.Evolve(e.Data) }));
        options.Schema.For<OrderRequest>();
        options.Schema.For<TimeslotBook>().GinIndexJsonData();
        options.Projections.Snapshot<TimeslotBook>(SnapshotLifecycle.Inline, fold => fold
            .Create<AuctionOpened>(e => new(
                e.StreamId, e.Data.BalancingGroup, e.Data.Timeslot, 0, 0, WattHours.Zero, WattHours.Zero, WattHours.Zero, false, false, 0))
            .Apply<OfferPlaced>((book, e) => book with { Offers = book.Offers + 1, Offered = book.Offered + e.Data.Quantity })
            .Apply<BidPlaced>((book, _) => book with { Bids = book.Bids + 1 })
            .Apply<GateClosed>((book, e) => book with
            {
                GateClosed = true, Sold = e.Data.Result.Trades.Aggregate(WattHours.Zero, (sum, trade) => sum + trade.Quantity),
            })
            .Apply<UnsoldPurchased>((book, e) => book with { Purchased = book.Purchased + e.Data.Quantity })
            .Apply<SecondaryClosed>((book, _) => book with { SecondaryClosed = true })
            .Apply<TimeslotSettled>((book, e) => book with { SettlementVersion = e.Data.Version }));
    }
}
