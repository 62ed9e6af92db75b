using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Tests;

/// <summary>One auction book played by a test: it appends what the decider decides, as a service would.</summary>
sealed class Book
{
    public static readonly Timeslot Timeslot = new(1_782_043_200); // 2026-06-21T12:00Z
    public static readonly DateTimeOffset Open = Timeslot.Start.AddHours(-3);
    public static readonly DateTimeOffset Closed = Timeslot.Start.AddMinutes(-60);
    public static readonly Cap Plenty = new(new WattHours(1_000_000), "production forecast of SEE900000000001, as of 2026-06-21T06:00Z");

    readonly List<AuctionEvent> _events = [];

    public AuctionState State { get; private set; } = new(Timeslot);

    public IReadOnlyList<AuctionEvent> Events => _events;

    public DateTimeOffset Now { get; set; } = Open;

    public Decision Do(AuctionCommand command)
    {
        var decision = AuctionDecider.Decide(State, command, Now);
        if (decision is Accepted accepted)
        {
            _events.AddRange(accepted.Events);
            State = accepted.Events.Aggregate(State, (state, e) => state.Evolve(e));
        }

        return decision;
    }

    public T Take<T>(AuctionCommand command)
        where T : Answer => Assert.IsType<T>(Assert.IsType<Accepted>(Do(command)).Answer);

    public T Refuse<T>(AuctionCommand command)
        where T : Rejection
    {
        var before = _events.Count;
        var reason = Assert.IsType<T>(Assert.IsType<Rejected>(Do(command)).Reason);
        Assert.Equal(before, _events.Count);
        Assert.False(string.IsNullOrWhiteSpace(reason.Message));
        return reason;
    }

    public Guid Offer(long quantity, long startPrice = 5_000, bool divisible = true, string seller = "S", string unit = "SEE900000000001") =>
        Take<OfferAnswer>(new PlaceOffer(Guid.NewGuid(), seller, unit, new(quantity), new(startPrice), divisible, Plenty)).OfferId;

    public BidAnswer Bid(Guid offer, string buyer, long quantity, long price, long cap = 1_000_000) => Take<BidAnswer>(MakeBid(offer, buyer, quantity, price, cap));

    public static PlaceBid MakeBid(Guid offer, string buyer, long quantity, long price, long cap = 1_000_000) =>
        new(Guid.NewGuid(), buyer, offer, new(quantity), new(price), new Cap(new(cap), "consumption forecast of SVE900000000001, as of 2026-06-21T06:00Z"));

    public AuctionResult Close()
    {
        Now = Closed;
        return Take<ClosedAnswer>(new CloseGate()).Result;
    }

    public static (string Buyer, long Wh, long Price)[] Shape(AuctionResult result) =>
        [.. result.Trades.Select(trade => (trade.BuyerId, trade.Quantity.Value, trade.Price.Value))];
}
