using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Plays the book's log again through the market's rules and compares result and purchases with what the rules give.</summary>
static class AuctionAudit
{
    public static void Run(EvidenceTree book, EvidenceTree? result, EvidenceTree? secondary, Timeslot timeslot, Findings findings)
    {
        var state = new AuctionState(timeslot);
        findings.Check(
            string.Create(CultureInfo.InvariantCulture, $"Played again, the market's rules allow each of the {book.Leaves.Count - 1} offers, bids and withdrawals of the book."),
            () => state = Replay(book, state, findings));

        state = state.Evolve(new GateClosed(state.ComputeResult(), MarketHours.GateClosure(timeslot)));
        if (result is null)
        {
            findings.Broken("The document has a book but no result.");
            return;
        }

        findings.Check(
            "The result is the one that the market's rules give for the book.",
            () => Comparison.Run(result, [.. ResultLeaves.Write(state.Result!, id => id)], "the book", findings));
        if (secondary is not null)
        {
            findings.Check(
                string.Create(CultureInfo.InvariantCulture, $"Each of the supplier's {secondary.Leaves.Count - 1} purchases is of energy that was unsold, at its start price and in time."),
                () => Purchases(secondary, state, findings));
        }
    }

    static AuctionState Replay(EvidenceTree book, AuctionState state, Findings findings)
    {
        for (var i = 1; i < book.Leaves.Count; i++)
        {
            var content = book.Leaves[i].Content;
            if (findings.Read(book.Anchor, i, content, BookLeaves.Read) is not { } e)
            {
                continue;
            }

            if (!content.TryGet("number", out var number) || !number.Equals(new CanonicalInteger(i)))
            {
                findings.Broken($"{Names.Record(book.Anchor, i, content)} stands at the wrong place: its number is {number?.ToString() ?? "absent"}.");
            }

            state = Play(state, Command(e, state), e, Names.Record(book.Anchor, i, content), findings);
        }

        return state;
    }

    static (AuctionCommand Command, DateTimeOffset At) Command(AuctionEvent e, AuctionState state) => e switch
    {
        OfferPlaced o => (new PlaceOffer(o.OfferId, o.CustomerId, o.UnitNumber, o.Quantity, o.StartPrice, o.Divisible, o.Cap), o.PlacedAt),
        BidPlaced b => (new PlaceBid(b.BidId, b.CustomerId, b.OfferId, b.Quantity, b.Price, b.Cap), b.PlacedAt),
        OfferWithdrawn w => (new WithdrawOffer(state.Offers.TryGetValue(w.OfferId, out var book) ? book.Offer.CustomerId : "", w.OfferId), w.WithdrawnAt),
        UnsoldPurchased p => (new PurchaseUnsold(p.PurchaseId, p.OfferId, p.Quantity), p.PurchasedAt),
        _ => throw new ArgumentException($"{e.GetType().Name} is not in a log.", nameof(e)),
    };

    /// <summary>The state after the record if the rules allow it; otherwise a finding, and the state before.</summary>
    static AuctionState Play(AuctionState state, (AuctionCommand Command, DateTimeOffset At) step, AuctionEvent e, string record, Findings findings)
    {
        switch (AuctionDecider.Decide(state, step.Command, step.At))
        {
            case Rejected rejected:
                findings.Broken($"{record} is against the market's rules: {rejected.Reason.Message}");
                return state;
            case Accepted { Events.Count: 0 }:
                findings.Broken($"{record} stands twice.");
                return state;
            case Accepted { Answer: BidAnswer answer } when e is BidPlaced bid && answer.Holds != bid.HoldsOnArrival:
                findings.Broken($"{record} states that the bid held {bid.HoldsOnArrival} on arrival; the rules give {answer.Holds}.");
                return state.Evolve(e);
            default:
                return state.Evolve(e);
        }
    }

    static void Purchases(EvidenceTree secondary, AuctionState state, Findings findings)
    {
        for (var i = 1; i < secondary.Leaves.Count; i++)
        {
            var content = secondary.Leaves[i].Content;
            var record = Names.Record(secondary.Anchor, i, content);
            if (findings.Read(secondary.Anchor, i, content, ResultLeaves.ReadPurchase) is not { } purchase)
            {
                continue;
            }

            var before = state;
            state = Play(state, Command(purchase, state), purchase, record, findings);
            if (!ReferenceEquals(before, state))
            {
                Terms(purchase, before.Offers[purchase.OfferId].Offer, content, record, findings);
            }
        }
    }

    static void Terms(UnsoldPurchased purchase, Offer offer, CanonicalObject content, string record, Findings findings)
    {
        if (purchase.Price != offer.StartPrice || !string.Equals(purchase.SellerId, offer.CustomerId, StringComparison.Ordinal))
        {
            findings.Broken($"{record} does not fit its offer: the seller is {offer.CustomerId} and the start price {offer.StartPrice}.");
        }

        if (!content.TryGet("amount_uct", out var amount) || !amount.Equals(new CanonicalInteger(purchase.Amount.Value)))
        {
            findings.Broken($"{record} states the amount {amount?.ToString() ?? "absent"}; {purchase.Quantity} at {purchase.Price} are {purchase.Amount}.");
        }
    }
}
