namespace LocalEnergyMarket.Backend.Market.Auctions;

/// <summary>
/// The rules of the primary and the secondary market (design, section 6): what a command does to a book at an instant. Pure; the same
/// state, command and instant always give the same decision. A request id answered before is answered the same again, whatever the time.
/// </summary>
public static class AuctionDecider
{
    public static Decision Decide(AuctionState state, AuctionCommand command, DateTimeOffset now) => command switch
    {
        PlaceOffer offer => Offering.Decide(state, offer, now),
        WithdrawOffer withdraw => Offering.Decide(state, withdraw, now),
        PlaceBid bid => Bidding.Decide(state, bid, now),
        PurchaseUnsold purchase => Purchasing.Decide(state, purchase, now),
        CloseGate => Close(state, now),
        _ => throw new ArgumentException($"{command.GetType().Name} is no command of an auction book.", nameof(command)),
    };

    internal static bool GateOpen(AuctionState state, DateTimeOffset now) => state.Result is null && now < MarketHours.GateClosure(state.Timeslot);

    static Decision Close(AuctionState state, DateTimeOffset now)
    {
        if (state.Result is { } known)
        {
            return new Accepted([], new ClosedAnswer(known));
        }

        if (now < MarketHours.GateClosure(state.Timeslot))
        {
            return new Rejected(new GateNotDue(state.Timeslot));
        }

        var result = state.ComputeResult();
        return new Accepted([new GateClosed(result, now)], new ClosedAnswer(result));
    }
}
