using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Server.Evidence;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Ends the primary and the secondary market of a timeslot. Book, result and purchases are anchored in the transaction that freezes them.</summary>
sealed partial class GateClosing(AuctionDesk desk, Anchors anchors, IDocumentStore store, TimeProvider time, ILogger<GateClosing> log)
{
    public async Task CloseAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        var answer = (ClosedAnswer)await desk.DecideAsync(
            market,
            timeslot,
            new CloseGate(),
            async (session, state) =>
            {
                var evidence = await TimeslotSecret.EvidenceAsync(session, market, timeslot, cancellation);
                var events = await session.Events.FetchStreamAsync(AuctionBook.IdOf(market.BalancingGroup, timeslot), cancellation: cancellation);
                anchors.Enlist(session, evidence.Book(events.Select(e => e.Data).OfType<AuctionEvent>()));
                anchors.Enlist(session, evidence.Result(state.Result!));
            },
            cancellation);
        LogClosed(timeslot, market.BalancingGroup, answer.Result.Trades.Count, answer.Result.Unsold.Count);
    }

    public async Task CloseSecondaryAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchForWriting<AuctionBook>(AuctionBook.IdOf(market.BalancingGroup, timeslot), cancellation);
        var evidence = await TimeslotSecret.EvidenceAsync(session, market, timeslot, cancellation);
        stream.AppendOne(new SecondaryClosed(time.GetUtcNow()));
        anchors.Enlist(session, evidence.Secondary(stream.Aggregate!.State.Purchases));
        await session.SaveChangesAsync(cancellation);
    }

    [LoggerMessage(1, LogLevel.Information, "Gate of {Timeslot} in {BalancingGroup} closed: {Trades} trades, {Unsold} offers with an unsold rest")]
    partial void LogClosed(Timeslot timeslot, string balancingGroup, int trades, int unsold);
}
