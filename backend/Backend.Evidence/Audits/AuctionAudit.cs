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
    static readonly Phrase FromBook = new("the book", "dem Orderbuch");

    public static void Run(EvidenceTree book, EvidenceTree? result, EvidenceTree? secondary, Timeslot timeslot, Findings findings)
    {
        var state = new AuctionState(timeslot);
        findings.Check(() => state = Replay(book, state, findings), Rules.BookHolds, book.Leaves.Count - 1);

        state = state.Evolve(new GateClosed(state.ComputeResult(), MarketHours.GateClosure(timeslot)));
        if (result is null)
        {
            findings.Broken(Rules.NoResult);
            return;
        }

        findings.Check(() => Comparison.Run(result, [.. ResultLeaves.Write(state.Result!, id => id)], FromBook, findings), Rules.ResultHolds);
        if (secondary is not null)
        {
            findings.Check(() => Purchases(secondary, state, findings), Rules.PurchasesHold, secondary.Leaves.Count - 1);
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

            var record = new RecordName(book.Anchor, i, content);
            if (!content.TryGet("number", out var number) || !number.Equals(new CanonicalInteger(i)))
            {
                findings.Broken(new Finding(false, Rules.WrongNumber, [record, number ?? Absent], $"{i}", number?.ToString()));
            }

            state = Play(state, Command(e, state), e, record, findings);
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
    static AuctionState Play(AuctionState state, (AuctionCommand Command, DateTimeOffset At) step, AuctionEvent e, RecordName record, Findings findings)
    {
        switch (AuctionDecider.Decide(state, step.Command, step.At))
        {
            case Rejected rejected:
                findings.Broken(Rules.AgainstRules, record, rejected.Reason);
                return state;
            case Accepted { Events.Count: 0 }:
                findings.Broken(Rules.StandsTwice, record);
                return state;
            case Accepted { Answer: BidAnswer answer } when e is BidPlaced bid && answer.Holds != bid.HoldsOnArrival:
                findings.Broken(new Finding(
                    false, Rules.HeldOtherwise, [record, bid.HoldsOnArrival, answer.Holds], Number(answer.Holds.Value), Number(bid.HoldsOnArrival.Value)));
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
            var record = new RecordName(secondary.Anchor, i, content);
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

    static void Terms(UnsoldPurchased purchase, Offer offer, CanonicalObject content, RecordName record, Findings findings)
    {
        if (purchase.Price != offer.StartPrice || !string.Equals(purchase.SellerId, offer.CustomerId, StringComparison.Ordinal))
        {
            findings.Broken(Rules.PurchaseOffer, record, offer.CustomerId, offer.StartPrice);
        }

        if (!content.TryGet("amount_uct", out var amount) || !amount.Equals(new CanonicalInteger(purchase.Amount.Value)))
        {
            findings.Broken(new Finding(
                false, Rules.PurchaseAmount, [record, amount ?? Absent, purchase.Quantity, purchase.Price, purchase.Amount], Number(purchase.Amount.Value), amount?.ToString()));
        }
    }

    static object Absent { get; } = new Phrase("absent", "nicht da");

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
