using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Errors;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>
/// Puts commands to the books: reads the events, lets the pure rules decide, appends what they say guarded by the version read. Whoever
/// comes second decides anew on what the first has changed.
/// </summary>
public sealed class AuctionDesk(IDocumentStore store, TimeProvider time)
{
    const int MostAttempts = 20;

    // Orders on one book take turns within this process, so that in a rush nobody loses every race; what other processes write, the version tells.
    readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task<AuctionBook?> FindAsync(string balancingGroup, Timeslot timeslot, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Events.AggregateStreamAsync<AuctionBook>(AuctionBook.IdOf(balancingGroup, timeslot), cancellation: cancellation);
    }

    /// <param name="market">Whose book.</param>
    /// <param name="timeslot">Of which timeslot; a book that nobody has opened is opened.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="enlist">Writes more in the same transaction as the events; it sees the book after them.</param>
    /// <param name="cancellation">Ends it; then either all is written or nothing.</param>
    /// <exception cref="RefusalException">The rules reject the command; the message says why and what to do.</exception>
    public async Task<Answer> DecideAsync(
        LocalMarket market, Timeslot timeslot, AuctionCommand command, Func<IDocumentSession, AuctionState, Task>? enlist, CancellationToken cancellation)
    {
        var book = AuctionBook.IdOf(market.BalancingGroup, timeslot);
        var turn = _turns[(uint)book.GetHashCode() % _turns.Length];
        await turn.WaitAsync(cancellation);
        try
        {
            return await DecideAsync(book, market, timeslot, command, enlist, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<Answer> DecideAsync(
        Guid book,
        LocalMarket market,
        Timeslot timeslot,
        AuctionCommand command,
        Func<IDocumentSession, AuctionState, Task>? enlist,
        CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession();
            var stream = await session.Events.FetchForWriting<AuctionBook>(book, cancellation);
            var state = stream.Aggregate?.State ?? new AuctionState(timeslot);
            var decision = AuctionDecider.Decide(state, command, time.GetUtcNow());
            if (decision is Rejected { Reason: var reason })
            {
                throw reason.ToRefusal(timeslot, command);
            }

            var accepted = (Accepted)decision;
            if (accepted.Events.Count == 0)
            {
                return accepted.Answer;
            }

            if (stream.Aggregate is null)
            {
                stream.AppendOne(new AuctionOpened(market.BalancingGroup, timeslot));
            }

            stream.AppendMany(accepted.Events);
            if (RequestOf(command) is { } request)
            {
                session.Insert(new OrderRequest(request, book));
            }

            if (enlist is not null)
            {
                await enlist(session, accepted.Events.Aggregate(state, (before, e) => before.Evolve(e)));
            }

            try
            {
                await session.SaveChangesAsync(cancellation);
                return accepted.Answer;
            }
            catch (DocumentAlreadyExistsException e) when (e.DocumentType == typeof(OrderRequest))
            {
                // Of another timeslot: an order of this book would have been found in its state.
                throw new RequestIdReused((Guid)e.Id).ToRefusal(timeslot, command);
            }
            catch (ConcurrencyException) when (attempt < MostAttempts)
            {
                continue;
            }
            catch (ConcurrencyException)
            {
                throw Refusal.Aborted(Reason.BookBusy, "Too many are changing this book at once; try again.");
            }
        }
    }

    static Guid? RequestOf(AuctionCommand command) => command switch
    {
        PlaceOffer offer => offer.RequestId,
        PlaceBid bid => bid.RequestId,
        PurchaseUnsold purchase => purchase.RequestId,
        _ => null,
    };
}
