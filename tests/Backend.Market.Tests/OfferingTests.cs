using LocalEnergyMarket.Backend.Market.Auctions;

namespace LocalEnergyMarket.Backend.Market.Tests;

public sealed class OfferingTests
{
    readonly Book _book = new();

    [Fact]
    public void An_offer_over_the_forecast_is_told_the_cap_its_source_and_what_is_left()
    {
        var cap = new Cap(new(1_000), "production forecast of SEE900000000001 by import, as of 2026-06-21T10:00Z");
        _book.Take<OfferAnswer>(Offer(600, cap));
        var refusal = _book.Refuse<OfferOverCap>(Offer(401, cap));
        Assert.Equal(
            "The unit cannot offer 401 Wh: the cap for the timeslot is 1000 Wh (production forecast of SEE900000000001 by import, as of 2026-06-21T10:00Z) "
            + "and 600 Wh of it is offered already. Offer at most 400 Wh.",
            refusal.Message);
        _book.Take<OfferAnswer>(Offer(400, cap));
    }

    [Fact]
    public void A_withdrawn_offer_no_longer_counts_against_the_cap()
    {
        var cap = new Cap(new(1_000), "forecast");
        var offer = _book.Take<OfferAnswer>(Offer(1_000, cap)).OfferId;
        _book.Take<WithdrawnAnswer>(new WithdrawOffer("S", offer));
        _book.Take<OfferAnswer>(Offer(1_000, cap));
    }

    [Fact]
    public void Another_unit_has_a_cap_of_its_own()
    {
        var cap = new Cap(new(1_000), "forecast");
        _book.Take<OfferAnswer>(Offer(1_000, cap));
        _book.Take<OfferAnswer>(Offer(1_000, cap) with { UnitNumber = "SEE900000000002" });
    }

    [Fact]
    public void An_offer_with_a_bid_stands()
    {
        var offer = _book.Offer(500);
        _book.Bid(offer, "A", 1, 5_000);
        _book.Refuse<OfferHasBids>(new WithdrawOffer("S", offer));
    }

    [Fact]
    public void Only_its_customer_withdraws_an_offer_and_twice_is_as_once()
    {
        var offer = _book.Offer(500);
        _book.Refuse<OfferNotYours>(new WithdrawOffer("A", offer));
        _book.Take<WithdrawnAnswer>(new WithdrawOffer("S", offer));
        _book.Take<WithdrawnAnswer>(new WithdrawOffer("S", offer));
        Assert.Equal(2, _book.Events.Count);
        _book.Refuse<OfferIsWithdrawn>(Book.MakeBid(offer, "A", 1, 9_000));
        Assert.Empty(_book.Close().Unsold);
    }

    [Fact]
    public void The_gate_closes_exactly_sixty_minutes_before()
    {
        _book.Now = Book.Closed.AddTicks(-1);
        var offer = _book.Offer(500);
        _book.Bid(offer, "A", 100, 5_000);
        Assert.Contains("2026-06-21T11:00Z", _book.Refuse<GateNotDue>(new CloseGate()).Message, StringComparison.Ordinal);
        _book.Now = Book.Closed;
        Assert.Contains("2026-06-21T11:00Z", _book.Refuse<GateIsClosed>(Offer(1, Book.Plenty)).Message, StringComparison.Ordinal);
        _book.Refuse<GateIsClosed>(Book.MakeBid(offer, "B", 100, 9_000));
        _book.Refuse<GateIsClosed>(new WithdrawOffer("S", offer));
        _book.Take<ClosedAnswer>(new CloseGate());
    }

    [Fact]
    public void A_second_closing_changes_nothing()
    {
        _book.Bid(_book.Offer(500), "A", 100, 5_000);
        var result = _book.Close();
        Assert.Equal(result, _book.Close());
        Assert.Single(_book.Events.OfType<GateClosed>());
    }

    [Fact]
    public void A_repeated_request_is_answered_the_same_and_placed_once()
    {
        var place = Offer(500, Book.Plenty);
        var offer = _book.Take<OfferAnswer>(place);
        var bid = Book.MakeBid(offer.OfferId, "A", 400, 6_000);
        var placed = _book.Take<BidAnswer>(bid);
        _book.Bid(offer.OfferId, "B", 500, 7_000);
        _book.Close();
        var purchase = new PurchaseUnsold(Guid.NewGuid(), _book.State.Offers.Keys.Single(), new(0));
        _book.Refuse<NothingUnsold>(purchase);
        Assert.Equal(offer, _book.Take<OfferAnswer>(place));
        Assert.Equal(placed, _book.Take<BidAnswer>(bid));
        Assert.Equal(4, _book.Events.Count);
    }

    [Fact]
    public void A_request_id_with_other_content_is_a_conflict()
    {
        var place = Offer(500, Book.Plenty);
        var offer = _book.Take<OfferAnswer>(place).OfferId;
        var bid = Book.MakeBid(offer, "A", 400, 6_000);
        _book.Take<BidAnswer>(bid);
        _book.Refuse<RequestIdReused>(place with { Quantity = new(501) });
        _book.Refuse<RequestIdReused>(place with { CustomerId = "T" });
        _book.Refuse<RequestIdReused>(bid with { Price = new(6_001) });
        _book.Refuse<RequestIdReused>(bid with { RequestId = place.RequestId });
        Assert.Equal(RejectionKind.Conflict, _book.Refuse<RequestIdReused>(place with { RequestId = bid.RequestId }).Kind);
    }

    [Fact]
    public void A_request_without_an_id_is_refused() => _book.Refuse<RequestIdMissing>(Offer(500, Book.Plenty) with { RequestId = Guid.Empty });

    static PlaceOffer Offer(long quantity, Cap cap) => new(Guid.NewGuid(), "S", "SEE900000000001", new(quantity), new(5_000), true, cap);
}
